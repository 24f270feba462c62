package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.internal.Background;
import dev.ferry.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each kind of trap does in the pause, counted in entries of the page table and in pages, not in time. */
@Timeout(60)
class TrapKindTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PERCENT = 10;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 1000);
    /** Pages 0 to 799 hold something, the others are free. */
    private static final PageRun PATTERNED = new PageRun(0, 800);
    private static final PageRun WORKING_SET = new PageRun(400, 50);

    @Test
    void shadowPagingDoesNothingInThePause() {
        try (SoftwareGuest guest = start(TrapKind.SHADOW_PAGING)) {
            handOver(guest);

            assertThat(guest.pageTableEntriesVisited()).isZero();
            assertThat(nonPageable(guest).isEmpty()).isTrue();
        }
    }

    @Test
    void pageTrackingVisitsTheWholePageTableInThePause() {
        try (SoftwareGuest guest = start(TrapKind.PAGE_TRACKING)) {
            guest.control().pause();
            assertThat(guest.pageTableEntriesVisited()).as("before the state is saved").isZero();

            handOver(guest);

            assertThat(guest.pageTableEntriesVisited()).isEqualTo(GEOMETRY.pageCount());
            assertThat(nonPageable(guest).isEmpty()).isTrue();
        }
    }

    @Test
    void pseudoPagingVisitsInThePauseOnlyWhatWasSwappedInAgain() {
        try (SoftwareGuest guest = start(TrapKind.PSEUDO_PAGING)) {
            handOver(guest);

            assertThat(guest.pageTableEntriesVisited()).isLessThanOrEqualTo(WORKING_SET.count());
        }
    }

    @Test
    void pseudoPagingSendsTheKernelAndFreePagesInThePause() {
        try (SoftwareGuest guest = start(TrapKind.PSEUDO_PAGING)) {
            guest.control().pause();

            PageBitmap nonPageable = nonPageable(guest);

            assertThat(nonPageable.size()).isEqualTo(GEOMETRY.pageCount() * PERCENT / 100 + 200);
            assertThat(nonPageable.nextAbsent(0)).isEqualTo(100);
            assertThat(nonPageable.next(100)).isEqualTo(800);
        }
    }

    @Test
    void eachKindRunsOnWhereItsStateWasSavedForNothing() {
        for (TrapKind trap : TrapKind.values()) {
            try (SoftwareGuest guest = start(trap)) {
                handOver(guest);
                long before = guest.control().workDone().orElseThrow();

                guest.control().resume();

                Background.await(PATIENCE, "the guest of " + trap + " works",
                        () -> guest.control().workDone().orElseThrow() >= before + 100);
                assertThat(guest.prove()).as("%s", trap).isEmpty();
            }
        }
    }

    /** The pass is no pretence: a guest whose entries stay present does not see that its pages are missing. */
    @Test
    void aGuestThatForgetsToMarkItsPagesReadsZeros() {
        try (SoftwareGuest guest = start(TrapKind.PAGE_TRACKING);
                SoftwareReservation room = new SoftwareReservation("guest", GEOMETRY,
                        new PageTracking(GEOMETRY.pageCount()))) {
            guest.control().pause();
            PageTable forgotten = new PageTable(GEOMETRY.pageCount());
            for (long page = WORKING_SET.first(); page < WORKING_SET.end(); page++) {
                forgotten.map(page);
            }
            byte[] work = new PageTable(GEOMETRY.pageCount()).takeFrom(guest.control().saveState());

            room.control().loadState(forgotten.addTo(work));
            room.control().resume();

            Background.await(PATIENCE, "the guest complains at the destination",
                    () -> room.control.complaint().isPresent());
        }
    }

    @Test
    void refusesAGuestOfAnotherKind() {
        try (SoftwareGuest tracked = start(TrapKind.PAGE_TRACKING);
                SoftwareGuest shadowed = start(TrapKind.SHADOW_PAGING);
                SoftwareReservation forShadowed = new SoftwareReservation("guest", GEOMETRY,
                        new ShadowPaging());
                SoftwareReservation forTracked = new SoftwareReservation("guest", GEOMETRY,
                        new PageTracking(GEOMETRY.pageCount()))) {
            byte[] withTable = handOver(tracked);
            byte[] without = handOver(shadowed);

            assertThatIllegalArgumentException().isThrownBy(() -> forShadowed.control().loadState(withTable))
                    .withMessageContaining("ferry.guest.trap");
            assertThatIllegalArgumentException().isThrownBy(() -> forTracked.control().loadState(without))
                    .withMessageContaining("ferry.guest.trap");
        }
    }

    private static SoftwareGuest start(TrapKind trap) {
        return new SoftwareGuestPlatform(4096, trap, PERCENT).start("guest", GEOMETRY,
                Workload.sequential(3, PATTERNED, WORKING_SET, 0));
    }

    private static byte[] handOver(SoftwareGuest guest) {
        guest.control().pause();
        return guest.control().saveState();
    }

    private static PageBitmap nonPageable(SoftwareGuest guest) {
        PageBitmap nonPageable = new PageBitmap(GEOMETRY.pageCount());
        guest.memory().collectNonPageable(nonPageable);
        return nonPageable;
    }
}
