package dev.ferry.testkit.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.swap.InMemorySwapStore;
import dev.ferry.workload.Workload;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Software guests with a quarter of their memory, where they are and on their way. */
@Timeout(180)
class PagedGuestTest {

    private static final long PAGES = 1024;
    private static final long RESERVATION = PAGES / 4;
    private static final int PAGE_BYTES = 4096;

    private final SoftwareGuestPlatform software = new SoftwareGuestPlatform();
    private final MemoryGeometry geometry = software.geometry(PAGES * PAGE_BYTES);
    private final UnreliableStore store = new UnreliableStore(
            new InMemorySwapStore("paged-guest-test-" + System.nanoTime()));
    private final Heard heard = new Heard();

    /** What the pager has told. */
    private static final class Heard implements PagingListener {

        private final CompletableFuture<FerryException> waiting = new CompletableFuture<>();
        private final CompletableFuture<Void> recovered = new CompletableFuture<>();
        private final CompletableFuture<FerryException> lost = new CompletableFuture<>();

        @Override
        public void onWaiting(FerryException why) {
            waiting.complete(why);
        }

        @Override
        public void onRecovered() {
            recovered.complete(null);
        }

        @Override
        public void onLost(FerryException why) {
            lost.complete(why);
        }
    }

    private Paging paging(Duration patience) {
        return new Paging(store, RESERVATION * PAGE_BYTES, patience, heard);
    }

    private PagedPlatform.Guest start(Duration patience) {
        return new PagedPlatform(software, paging(patience)).start("guest", geometry,
                Workload.sequential(7, new PageRun(0, PAGES), new PageRun(0, PAGES / 2), 100_000));
    }

    @Test
    void isWholeWithAQuarterOfItsMemory() {
        try (PagedPlatform.Guest guest = start(Duration.ofMinutes(1))) {
            for (int time = 0; time < 3; time++) {
                assertThat(guest.prove()).isEmpty();
            }

            assertThat(guest.paged().figures()).matches(figures -> figures.coldPages() > PAGES / 2
                    && figures.swappedIn() > PAGES && figures.swappedOut() > PAGES);
        }
    }

    @Test
    void erasesItsDeviceWhenItEnds() {
        start(Duration.ofMinutes(1)).close();

        try (SwapDevice device = store.open("guest", geometry); Arena arena = Arena.ofConfined()) {
            assertThat(device.attach()).as("the epoch of a device that was never held").isEqualTo(1);
            for (long page = 0; page < PAGES; page++) {
                long[] slot = {page};
                assertThat(org.assertj.core.api.Assertions
                        .catchThrowableOfType(FerryException.class,
                                () -> device.read(slot, arena.allocate(PAGE_BYTES)))
                        .code()).isEqualTo(ErrorCode.SWAP_DAMAGED);
            }
        }
    }

    @Test
    void leavesItsDeviceToItsSourceWhereItArrivedOnlyInPart() {
        PagedPlatform platform = new PagedPlatform(software, paging(Duration.ofMinutes(1)));
        try (PagedPlatform.Guest guest = start(Duration.ofMinutes(1))) {
            guest.control().pause();
            try (PagedPlatform.Guest arriving = platform.reserve("guest", geometry)) {
                arriving.control().loadState(guest.control().saveState());
                arriving.control().resume();
            }

            guest.control().resume();

            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void canBeGivenLessMemoryAndMore() {
        try (PagedPlatform.Guest guest = start(Duration.ofMinutes(1))) {
            guest.paged().reserve(RESERVATION / 4);
            assertThat(guest.prove()).isEmpty();
            guest.paged().reserve(2 * PAGES);
            assertThat(guest.prove()).isEmpty();

            assertThat(guest.paged().figures()).matches(
                    figures -> figures.reservationPages() == 2 * PAGES && figures.memoryPages() > PAGES / 2);
        }
    }

    @Test
    void waitsForAStoreThatIsAwayForAWhile() throws Exception {
        try (PagedPlatform.Guest guest = start(Duration.ofMinutes(10))) {
            store.goesDown();
            FutureTask<Optional<String>> proof = new FutureTask<>(guest::prove);
            Thread.ofPlatform().daemon().start(proof);

            assertThat(heard.waiting.get(60, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
            assertThat(proof.isDone()).as("the guest goes on without its pages").isFalse();
            store.comesBack();

            assertThat(proof.get(60, TimeUnit.SECONDS)).isEmpty();
            heard.recovered.get(60, TimeUnit.SECONDS);
            assertThat(heard.lost).isNotDone();
        }
    }

    @Test
    void isNeverGivenAnythingElseWhereItsStoreIsGone() throws Exception {
        FutureTask<Optional<String>> proof;
        try (PagedPlatform.Guest guest = start(Duration.ofMillis(50))) {
            store.goesDown();
            proof = new FutureTask<>(guest::prove);
            Thread.ofPlatform().daemon().start(proof);

            assertThat(heard.lost.get(60, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
            assertThat(proof.isDone()).as("the guest goes on without its pages").isFalse();
        }
        assertThat(proof).as("whoever waited for the page").failsWithin(Duration.ofSeconds(60));
    }

    @Test
    void isLostWhereMemoryIsFullForGood() throws Exception {
        try (PagedPlatform.Guest guest = start(Duration.ofMillis(50))) {
            store.getsFull();

            assertThat(heard.lost.get(60, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.SWAP_UNREACHABLE);
            assertThat(guest.paged().figures().memoryPages()).isGreaterThan(RESERVATION);
        }
    }

    @Test
    void isPausedWhileItWaitsForRoom() {
        try (PagedPlatform.Guest guest = start(Duration.ofMinutes(10))) {
            store.getsFull();
            while (guest.paged().figures().memoryPages() <= RESERVATION) {
                Thread.yield();
            }

            guest.control().pause();

            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void isNotPausedOnceItIsLost() throws Exception {
        try (PagedPlatform.Guest guest = start(Duration.ofMillis(50))) {
            store.goesDown();
            heard.lost.get(60, TimeUnit.SECONDS);

            assertThatExceptionOfType(FerryException.class).isThrownBy(guest.control()::pause)
                    .matches(lost -> lost.code() == ErrorCode.SWAP_UNREACHABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agile", "precopy", "postcopy", "hybrid"})
    void arrivesWhole(String strategy) {
        MigrationResult result = migrations(strategy).run();

        assertThat(result).arrivedWhole();
        assertThat(result.report().coldReferences()).matches(cold -> "agile".equals(strategy) == cold > 0,
                "as many cold references as " + strategy + " sends");
    }

    @Test
    void leavesColdPagesWhereTheyAre() {
        MigrationResult result = migrations("agile").run();

        assertThat(result).arrivedWhole();
        // Three quarters hold something. At least that without what is in memory, and what the guest works on.
        assertThat(result.pagesSent(Delivery.REFERENCE)).isGreaterThan(PAGES / 4);
        assertThat(result.report().bytesOnWire()).isLessThan(3 * PAGES / 4 * PAGE_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ROUNDS", "SWITCHOVER"})
    void goesOnAtTheSourceWhereTheMigrationIsCancelled(MigrationPhase phase) {
        assertThat(migrations("agile").cancelIn(phase).run()).stayedWhole();
    }

    private Migrations migrations(String strategy) {
        return Migrations.strategy(strategy).memoryBytes(geometry.memoryBytes())
                .paged(paging(Duration.ofMinutes(1)));
    }

}
