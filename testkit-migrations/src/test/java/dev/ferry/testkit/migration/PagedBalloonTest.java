package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.engine.DestinationEnd;
import dev.ferry.engine.SourceEnd;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.testkit.internal.Background;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.testkit.wrap.Mixer;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.Workload;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Software guests with less memory than they use, and a heap whose free pages a balloon takes: most of them are cold. */
@Timeout(120)
class PagedBalloonTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final AtomicLong STORES = new AtomicLong();
    private static final int PAGE_BYTES = 512;
    private static final long PATTERNED = 256;
    private static final long HEAP = 1024;
    private static final long RESERVATION = 160;
    private static final long ALL = Long.MAX_VALUE;

    private final String storeName = "paged-balloon-" + STORES.incrementAndGet();
    private final UnreliableStore store = new UnreliableStore(new InMemorySwapStore(storeName));
    private final MemoryGeometry geometry = MemoryGeometry.flat(PAGE_BYTES, PATTERNED + HEAP);

    @AfterEach
    void closeStore() {
        store.close();
    }

    private PagedPlatform platform() {
        return platform(PagingListener.NONE);
    }

    private PagedPlatform platform(PagingListener listener) {
        return new PagedPlatform(new SoftwareGuestPlatform(PAGE_BYTES),
                new Paging(store, RESERVATION * PAGE_BYTES, LIMIT, listener));
    }

    private static Workload workload(long seed, long processPages) {
        return Workload.sequential(seed, new PageRun(0, PATTERNED), new PageRun(0, PATTERNED / 4), 20_000)
                .with(heap(processPages));
    }

    private static Heap heap(long processPages) {
        return new Heap(new PageRun(PATTERNED, HEAP), processPages);
    }

    private PagedPlatform.Guest start(long processPages) {
        return platform().start("guest", geometry, workload(7, processPages));
    }

    private static Balloon balloon(PagedPlatform.Guest guest) {
        return guest.balloon().orElseThrow();
    }

    /** The pages of the heap proper. */
    private static PageRun heapPages() {
        return HeapLayout.of(heap(0), PAGE_BYTES).pages();
    }

    private static PageBitmap absent(PagedPlatform.Guest guest) {
        PageBitmap absent = new PageBitmap(guest.memory().geometry().pageCount());
        guest.memory().collectAbsent(absent);
        return absent;
    }

    @Test
    void takesPagesWhereverTheyAre() {
        try (PagedPlatform.Guest guest = start(0); SwapDevice device = store.open("guest", geometry)) {
            Background.await(LIMIT, "pages are cold", () -> guest.paged().figures().coldPages() > HEAP / 2);
            PageRun heap = heapPages();
            assertThat(absent(guest).isEmpty()).as("nothing is absent at first").isTrue();

            assertThat(balloon(guest).inflate(ALL)).isEqualTo(heap.count());

            PageBitmap absent = absent(guest);
            assertThat(absent.nextAbsent(heap.first())).as("a page of the heap that is not absent")
                    .isGreaterThanOrEqualTo(heap.end());
            assertThat(absent.size()).isEqualTo(heap.count());
            assertThat(guest.paged().figures().coldPages()).isLessThan(PATTERNED + HEAP - heap.count());
            Background.await(LIMIT, "slots are freed", () -> heap.count() == freeSlots(device, heap));
            assertThat(guest.prove()).isEmpty();
            assertThat(balloon(guest).deflate(ALL)).isEqualTo(heap.count());
            assertThat(guest.prove()).isEmpty();
        }
    }

    private static long freeSlots(SwapDevice device, PageRun slots) {
        long free = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (long slot = slots.first(); slot < slots.end(); slot++) {
                try {
                    device.read(new long[]{slot}, arena.allocate(PAGE_BYTES));
                } catch (FerryException failed) {
                    free += failed.code() == ErrorCode.SWAP_DAMAGED ? 1 : 0;
                }
            }
        }
        return free;
    }

    @Test
    void pagesGoToTheDeviceAgainOnceTheyAreUsedAgain() {
        try (PagedPlatform.Guest guest = start(HEAP / 2)) {
            for (int time = 0; time < 3; time++) {
                balloon(guest).inflate(HEAP / 3);
                long steps = guest.control().workDone().orElseThrow();
                Background.await(LIMIT, "processes use what the balloon gave back",
                        () -> guest.control().workDone().orElseThrow() > steps + 3 * HEAP);
                assertThat(guest.prove()).isEmpty();
            }
        }
    }

    @Test
    void takesPagesWhereTheirSlotsCannotBeFreed() {
        CountDownLatch lost = new CountDownLatch(1);
        PagingListener listener = new PagingListener() {
            @Override
            public void onLost(FerryException why) {
                lost.countDown();
            }
        };
        try (PagedPlatform.Guest guest = platform(listener).start("guest", geometry, workload(7, 0))) {
            Background.await(LIMIT, "pages are cold", () -> guest.paged().figures().coldPages() > HEAP / 2);
            store.freesNoMore();

            assertThat(balloon(guest).inflate(HEAP / 4)).isEqualTo(HEAP / 4);

            assertThat(guest.prove()).isEmpty();
            assertThat(balloon(guest).inflate(HEAP / 4)).isEqualTo(HEAP / 4);
            assertThat(guest.prove()).isEmpty();
            assertThat(lost.getCount()).as("the guest is not lost").isEqualTo(1);
        }
    }

    @Test
    void takesNothingWhilePagesAreToCome() {
        try (PagedPlatform.Guest source = start(0)) {
            source.control().pause();
            try (PagedPlatform.Guest arriving = platform().reserve("guest", geometry)) {
                arriving.control().loadState(source.control().saveState());
                arriving.control().resume();

                assertThat(balloon(arriving).inflate(10)).isZero();
                assertThatIllegalStateException()
                        .isThrownBy(() -> arriving.paged().discard(new PageRun(0, 1)))
                        .withMessageContaining("still to come");
                assertThat(arriving.paged().canDiscard()).isFalse();

                arriving.trap().close();
                assertThat(arriving.paged().canDiscard()).isTrue();
            }
        }
    }

    /** Refers to all cold pages; then the balloon takes them; then, where it is asked for, tells of that in a round. */
    private record TakenMeanwhile(Balloon balloon, boolean round, Residue residue)
            implements
                MigrationStrategy {

        @Override
        public void migrate(SourceSession session) {
            session.send(session.dirty());
            balloon.inflate(ALL);
            if (round) {
                session.send(session.dirty());
            }
            session.push(session.switchOver(residue), new ActivePush());
            session.complete();
        }

        @Override
        public boolean refersToCold() {
            return true;
        }
    }

    /** A slot that is read after it was freed is damaged, and the guest lost. */
    @ParameterizedTest
    @CsvSource({"true,OWE", "false,OWE", "true,COPY", "false,COPY"})
    void whatWasSentAsAReferenceAndTakenThenIsNotRead(boolean round, Residue residue) throws Exception {
        try (PagedPlatform.Guest source = start(0)) {
            Background.await(LIMIT, "pages are cold",
                    () -> source.paged().figures().coldPages() > PATTERNED + HEAP / 2);

            try (Migrated migrated = new Migrated(source,
                    new TakenMeanwhile(balloon(source), round, residue))) {
                assertThat(migrated.report.coldReferences()).isGreaterThan(HEAP / 2);
                PageRun heap = heapPages();
                assertThat(balloon(migrated.guest()).sizePages()).isEqualTo(heap.count());
                PageBitmap cold = PageBitmap
                        .copyOf(migrated.guest().memory().cold().orElseThrow());
                if (round) {
                    assertThat(cold.next(heap.first(), heap.end())).as("a ballooned page that is cold")
                            .isEqualTo(-1);
                    PageBitmap absent = absent(migrated.guest());
                    assertThat(absent.nextAbsent(heap.first())).as("a ballooned page that is not absent")
                            .isGreaterThanOrEqualTo(heap.end());
                }
                // The proof itself touches each page, and so takes memory.
                assertThat(migrated.guest().prove()).isEmpty();
                assertThat(balloon(migrated.guest()).deflate(ALL)).isEqualTo(heap.count());
                assertThat(migrated.guest().prove()).isEmpty();
                assertThat(balloon(migrated.guest()).inflate(ALL)).isEqualTo(heap.count());
            }
        }
    }

    /** A guest that has gone, whole, to where it is now; its source has ended. */
    private final class Migrated implements AutoCloseable {

        private final MigrationReport report;
        private final TestHost host = new TestHost(platform());

        Migrated(PagedPlatform.Guest source, MigrationStrategy strategy) throws Exception {
            InMemoryTransport transport = new InMemoryTransport(InMemoryOptions.DEFAULTS);
            try (DestinationEnd destination = DestinationEnd.builder().transport(transport, "there")
                    .host(host).listen();
                    EndThread receiving = new EndThread(Side.DESTINATION, destination::receive)) {
                report = SourceEnd.builder().guest("guest", source.memory(), source.control())
                        .strategy(strategy).transport(transport, destination.address()).build().migrate();
                AgileRealMemoryTest.end(source);
                assertThat(receiving.awaitEnd(LIMIT)).as("it has arrived").isTrue();
            } catch (Exception | Error failed) {
                host.close();
                throw failed;
            }
        }

        PagedPlatform.Guest guest() {
            return (PagedPlatform.Guest) host.guest();
        }

        @Override
        public void close() {
            host.close();
        }
    }

    /** What a controller does that has no idea, until it is ended. */
    private static final class RestlessController {

        private final Thread thread;
        private volatile boolean ended;

        RestlessController(Balloon balloon, long seed) {
            Random random = new Random(seed);
            thread = Thread.ofPlatform().daemon().start(() -> {
                while (!ended) {
                    if (random.nextInt(3) > 0) {
                        balloon.inflate(random.nextInt(300));
                    } else {
                        balloon.deflate(random.nextInt(300));
                    }
                }
            });
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void arrivesWholeWhilePagesAreTakenAndGivenBack(long seed) throws Exception {
        Mixer mixer = new Mixer(seed);
        MigrationStrategy strategy = RandomPagedMigrationTest.strategy(mixer);
        Workload workload = workload(seed, mixer.number("process pages", 0, HEAP / 3));
        try (PagedPlatform.Guest source = platform().start("guest", geometry, workload)) {
            RestlessController here = new RestlessController(balloon(source), seed);
            try (Migrated migrated = new Migrated(source, strategy)) {
                here.end();
                RestlessController there = new RestlessController(balloon(migrated.guest()), seed);
                assertThat(migrated.guest().prove()).as("%s", mixer).isEmpty();
                long steps = migrated.guest().control().workDone().orElseThrow();
                Background.await(LIMIT, "it works on",
                        () -> migrated.guest().control().workDone().orElseThrow() > steps + 500);
                there.end();
                assertThat(migrated.guest().prove()).as("%s, later", mixer).isEmpty();
            }
        }
    }
}
