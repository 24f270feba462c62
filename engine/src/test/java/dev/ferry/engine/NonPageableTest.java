package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.GuestPlatform;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages whose absence cannot be trapped are in place before the guest runs at the destination, in every strategy. */
@Timeout(60)
class NonPageableTest {

    /** A memory of which some pages cannot be trapped. */
    private record PartlyPinned(MemorySource memory, PageRun pinned) implements MemorySource {
        @Override
        public MemoryGeometry geometry() {
            return memory.geometry();
        }

        @Override
        public MemorySegment view(PageRun run) {
            return memory.view(run);
        }

        @Override
        public void startDirtyLog() {
            memory.startDirtyLog();
        }

        @Override
        public void collectDirty(PageBitmap dirty) {
            memory.collectDirty(dirty);
        }

        @Override
        public void stopDirtyLog() {
            memory.stopDirtyLog();
        }

        @Override
        public void collectNonPageable(PageBitmap nonPageable) {
            nonPageable.add(pinned.first(), pinned.count());
        }
    }

    /** A reservation that keeps which pages are there when the guest starts. */
    private record Watched(GuestPlatform.Destination room, PageBitmap presentAtStart)
            implements
                Reservation,
                GuestControl {
        @Override
        public FaultTrap trap() {
            return room.trap();
        }

        @Override
        public GuestControl control() {
            return this;
        }

        @Override
        public void resume() {
            presentAtStart.addAll(room.trap().present());
            room.control().resume();
        }

        @Override
        public void pause() {
            room.control().pause();
        }

        @Override
        public byte[] saveState() {
            return room.control().saveState();
        }

        @Override
        public void loadState(byte[] state) {
            room.control().loadState(state);
        }

        @Override
        public void close() {
            room.close();
        }
    }

    @Test
    void theyCrossInThePauseOfPostcopy() {
        InMemoryTransport transport = new InMemoryTransport();
        PageRun pinned = new PageRun(10, 7);
        PageBitmap presentAtStart = new PageBitmap(128);
        SentPages sent = new SentPages();
        try (SoftwareGuest guest = SoftwareGuest.start(128 * 4096, 5);
                DestinationEnd destination = DestinationEnd.builder().transport(transport, "d")
                        .host((guestId, geometry) -> new Watched(
                                new SoftwareGuestPlatform().reserve(guestId, geometry),
                                presentAtStart))
                        .listen()) {
            CompletableFuture<Arrival> arrival = CompletableFuture.supplyAsync(destination::receive);

            SourceEnd.builder().guest("g", new PartlyPinned(guest.memory(), pinned), guest.control())
                    .strategy(new Postcopy(new Bubbling())).transport(transport, "d").listener(sent)
                    .build().migrate();

            assertThat(presentAtStart.next(0)).as("only what is pinned is there").isEqualTo(10);
            assertThat(presentAtStart.size()).isEqualTo(7);
            assertThat(sent.pages(Delivery.SWITCHOVER::equals)).containsExactly(10L, 11L, 12L, 13L, 14L, 15L,
                    16L);
            try (Reservation moved = arrival.join().reservation()) {
                assertThat(((Watched) moved).room().prove()).isEmpty();
            }
        }
    }
}
