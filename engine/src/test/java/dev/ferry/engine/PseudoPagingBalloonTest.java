package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.guest.TrapKind;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pseudo-paging cannot swap out what is free, because the guest takes it without asking: without a balloon all of that goes
 * over the wire in the pause (Hines et al. 2009, section 4.1).
 */
@Timeout(60)
class PseudoPagingBalloonTest {

    private static final int PAGE_SIZE_BYTES = 4096;
    private static final long PAGES = 1000;
    private static final int NON_PAGEABLE_PERCENT = 10;
    private static final long KERNEL_PAGES = PAGES * NON_PAGEABLE_PERCENT / 100;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(PAGE_SIZE_BYTES, PAGES);
    private static final PageRun PATTERNED = new PageRun(0, 400);
    private static final Heap HEAP = new Heap(PageRun.between(PATTERNED.end(), PAGES), 0);
    private static final long FREE_PAGES = HeapLayout.of(HEAP, PAGE_SIZE_BYTES).pages().count();

    @Test
    void withoutABalloonWhatIsFreeIsSentInThePause() {
        assertThat(pagesInPause(0)).isEqualTo(KERNEL_PAGES + FREE_PAGES);
    }

    @Test
    void whatTheBalloonHoldsIsNotSentInThePause() {
        long ballooned = FREE_PAGES * 95 / 100;

        assertThat(pagesInPause(ballooned)).isEqualTo(KERNEL_PAGES + FREE_PAGES - ballooned);
    }

    /** Post-copy of a guest with a balloon of a size; returns the pages with contents that were sent in the pause. */
    private static long pagesInPause(long ballooned) {
        InMemoryTransport transport = new InMemoryTransport();
        try (SoftwareGuest guest = platform().start("g", GEOMETRY,
                Workload.sequential(3, PATTERNED, new PageRun(150, 200), 20_000).with(HEAP));
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "d")
                        .host(platform()).listen()) {
            assertThat(guest.balloon().orElseThrow().inflate(ballooned)).isEqualTo(ballooned);
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive);
            SentInPause sent = new SentInPause(guest);

            SourceEnd.builder().guest("g", guest.memory(), guest.control())
                    .strategy(new Postcopy(new Bubbling())).transport(transport, "d").listener(sent).build()
                    .migrate();

            try (GuestPlatform.Destination moved = (GuestPlatform.Destination) arrival.join().reservation()) {
                assertUsesWhatTheBalloonGivesBack(moved, ballooned);
            }
            return sent.pages.get();
        }
    }

    private static void assertUsesWhatTheBalloonGivesBack(GuestPlatform.Destination moved, long ballooned) {
        Ferrying.awaitWork(moved);
        Balloon balloon = moved.balloon().orElseThrow();
        assertThat(balloon.sizePages()).isEqualTo(ballooned);
        assertThat(balloon.deflate(ballooned)).isEqualTo(ballooned);
        assertThat(balloon.freePages()).isEqualTo(FREE_PAGES);
        assertThat(moved.prove()).isEmpty();
    }

    /** Counts pages that hold something; the guest is paused meanwhile, so that they can be looked at. */
    private static final class SentInPause implements MigrationListener {

        private final AtomicLong pages = new AtomicLong();
        private final SoftwareGuest guest;

        SentInPause(SoftwareGuest guest) {
            this.guest = guest;
        }

        @Override
        public void onPagesSent(long first, long end, Delivery delivery) {
            for (long page = first; delivery == Delivery.SWITCHOVER && page < end; page++) {
                MemorySegment contents = guest.memory().view(new PageRun(page, 1));
                boolean isZero = contents
                        .mismatch(MemorySegment.ofArray(new byte[PAGE_SIZE_BYTES])) < 0;
                pages.addAndGet(isZero ? 0 : 1);
            }
        }
    }

    private static SoftwareGuestPlatform platform() {
        return new SoftwareGuestPlatform(PAGE_SIZE_BYTES, TrapKind.PSEUDO_PAGING, NON_PAGEABLE_PERCENT);
    }
}
