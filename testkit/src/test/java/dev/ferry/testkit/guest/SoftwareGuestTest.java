package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Task;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SoftwareGuestTest {

    private static final long UNPACED = 0;

    @Test
    void provesItselfWhileItRuns() {
        try (SoftwareGuest guest = SoftwareGuest.start(1 << 20, 7)) {
            awaitSteps(guest, 100);

            assertThat(guest.prove()).isEmpty();

            awaitSteps(guest, 100);
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void runsTasksOfAllKindsOnPagesOfAnySize() {
        for (int pageSizeBytes : new int[]{512, 4096, 2 << 20}) {
            GuestPlatform platform = new SoftwareGuestPlatform(pageSizeBytes);
            MemoryGeometry geometry = platform.geometry(16L * pageSizeBytes);
            try (var guest = platform.start("any", geometry, allKinds(16))) {
                awaitSteps(guest, 1000);

                assertThat(guest.prove()).as("pages of %d bytes", pageSizeBytes).isEmpty();
            }
        }
    }

    @Test
    void beginsInTheMiddleOfItsWork() {
        WorkloadState middle = WorkloadState.inTheMiddle(allKinds(90), 5);
        try (SoftwareGuest guest = new SoftwareGuestPlatform().startAt("middle",
                MemoryGeometry.flat(4096, 100),
                middle)) {
            awaitSteps(guest, 1000);

            assertThat(guest.control().workDone().orElseThrow()).isGreaterThan(middle.totalSteps());
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void namesThePageThatIsWrong() {
        SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, 10));
        try (SoftwareMachine machine = new SoftwareMachine("wrong", memory, new ShadowPaging()) {}) {
            Workload workload = Workload.sequential(7, new PageRun(0, 10), new PageRun(0, 1), UNPACED);
            memory.fill(WorkloadState.initial(workload));
            machine.control.load(WorkloadState.initial(workload));
            assertThat(machine.prove()).isEmpty();

            memory.slice(new PageRun(3, 1)).set(ValueLayout.JAVA_BYTE, 100, (byte) 1);

            assertThat(machine.prove()).get().asString().contains("page 3", "byte 100");
        }
    }

    @Test
    void tellsWhatItsOwnWorkFoundWrong() {
        SoftwareMemory memory = SoftwareMemory.present(MemoryGeometry.flat(4096, 10));
        try (SoftwareMachine machine = new SoftwareMachine("wrong", memory, new ShadowPaging()) {}) {
            Workload workload = Workload.sequential(7, new PageRun(0, 10), new PageRun(4, 1), UNPACED);
            machine.control.load(WorkloadState.initial(workload));
            machine.control.resume();
            awaitSteps(machine, 1);

            assertThat(machine.prove()).get().asString().contains("page 4", "step 0");
        }
    }

    @Test
    void changesNothingWhilePaused() {
        try (SoftwareGuest guest = startUnpaced()) {
            awaitSteps(guest, 100);

            guest.control().pause();
            guest.control().pause();
            guest.memory().startDirtyLog();
            long work = guest.control().workDone().orElseThrow();
            assertThat(guest.prove()).isEmpty();

            assertThat(collectDirty(guest.memory()).isEmpty()).isTrue();
            assertThat(guest.control().workDone()).hasValue(work);
        }
    }

    @Test
    void pausesAtOnceThoughItsPaceIsSlow() {
        try (var guest = new SoftwareGuestPlatform().start("slow", MemoryGeometry.flat(4096, 8),
                Workload.sequential(7, new PageRun(0, 8), new PageRun(0, 8), 1))) {
            awaitSteps(guest, 1);
            long work = guest.control().workDone().orElseThrow();

            guest.control().pause();

            assertThat(guest.control().workDone()).hasValue(work);
        }
    }

    @Test
    void doesWhatItsWorkSaysAtTheDestination() {
        try (SoftwareGuest source = startUnpaced();
                GuestPlatform.Destination destination = reserveLike(source)) {
            FaultTrap trap = destination.trap();
            awaitSteps(source, 1000);

            source.memory().startDirtyLog();
            place(PageBitmap.full(trap.geometry().pageCount()), source.memory(), trap);
            for (int round = 0; round < 5; round++) {
                awaitSteps(source, 10);
                land(collectDirty(source.memory()), source.memory(), trap);
            }
            source.control().pause();
            land(collectDirty(source.memory()), source.memory(), trap);
            destination.control().loadState(source.control().saveState());
            destination.control().resume();

            awaitSteps(destination, 1000);
            assertThat(destination.prove()).isEmpty();
        }
    }

    @Test
    void waitsForMissingPagesAtTheDestination() {
        try (SoftwareGuest source = startUnpaced();
                GuestPlatform.Destination destination = reserveLike(source)) {
            awaitSteps(source, 1000);
            source.control().pause();
            destination.control().loadState(source.control().saveState());
            Thread faults = Thread.ofPlatform().start(() -> serveFaults(source.memory(), destination.trap()));

            destination.control().resume();
            awaitSteps(destination, 1000);

            assertThat(destination.prove()).isEmpty();
            assertThat(destination.trap().present().size())
                    .isEqualTo(destination.trap().geometry().pageCount());
            destination.trap().stopFaults();
            join(faults);
        }
    }

    @Test
    void closingEndsThreadsThatWaitForMissingPages() {
        try (SoftwareGuest source = startUnpaced()) {
            GuestPlatform.Destination destination = reserveLike(source);
            source.control().pause();
            destination.control().loadState(source.control().saveState());
            destination.control().resume();
            assertThat(destination.trap().nextFault()).isNotNegative();
            CompletableFuture<?> proof = CompletableFuture.supplyAsync(destination::prove);

            destination.close();
            destination.close();

            assertThatThrownBy(proof::join).hasRootCauseInstanceOf(IllegalStateException.class);
            assertThat(destination.trap().nextFault()).isEqualTo(FaultTrap.STOPPED);
        }
    }

    @Test
    void refusesStatesThatDoNotFit() {
        try (SoftwareGuest source = startUnpaced();
                GuestPlatform.Destination small = new SoftwareGuestPlatform().reserve("small",
                        MemoryGeometry.flat(4096, 10))) {
            source.control().pause();
            byte[] state = source.control().saveState();

            assertThatThrownBy(() -> small.control().loadState(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("10 pages");
            assertThatThrownBy(() -> small.control().loadState(new byte[7]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesToSaveTheStateOfAGuestThatRuns() {
        try (SoftwareGuest guest = startUnpaced()) {
            assertThatThrownBy(() -> guest.control().saveState()).isInstanceOf(IllegalStateException.class);
        }
    }

    /** One bit a page is more than the longest array, and more than a bitmap has: nothing is allocated here. */
    @ParameterizedTest
    @ValueSource(longs = {(long) Integer.MAX_VALUE * Long.SIZE, 1L << 37})
    void refusesReservationsWithoutRoom(long pages) {
        MemoryGeometry huge = MemoryGeometry.flat(4096, pages);

        assertThatThrownBy(() -> new SoftwareGuestPlatform().reserve("huge", huge))
                .isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED));
    }

    @Test
    void refusesSizesThatAreNoMultipleOfThePageSize() {
        assertThatThrownBy(() -> new SoftwareGuestPlatform().geometry(4097))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4097")
                .hasMessageContaining("4096");
    }

    private static SoftwareGuest startUnpaced() {
        return SoftwareGuest.start("unpaced", MemoryGeometry.flat(4096, 100),
                WorkloadState.initial(allKinds(90)),
                new ShadowPaging());
    }

    private static Workload allKinds(long pages) {
        long half = pages / 2;
        long end = pages * 3 / 4;
        return new Workload(7, new PageRun(0, pages),
                List.of(new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(0, half)),
                        new Task(Kind.WRITER, Order.RANDOM, PageRun.between(half, end - 2)),
                        new Task(Kind.WRITER, Order.ZIPF, PageRun.between(end - 2, end)),
                        new Task(Kind.WRITER, Order.QUICKSORT, PageRun.between(end, pages)),
                        new Task(Kind.READER, Order.RANDOM, new PageRun(0, pages))),
                UNPACED);
    }

    private static GuestPlatform.Destination reserveLike(SoftwareGuest source) {
        return new SoftwareGuestPlatform().reserve("unpaced", source.memory().geometry());
    }

    private static void awaitSteps(ProvenGuest guest, long steps) {
        long end = guest.control().workDone().orElseThrow() + steps;
        while (guest.control().workDone().orElseThrow() < end) {
            Thread.onSpinWait();
        }
    }

    private static PageBitmap collectDirty(MemorySource source) {
        PageBitmap dirty = new PageBitmap(source.geometry().pageCount());
        source.collectDirty(dirty);
        return dirty;
    }

    private static void place(PageSet pages, MemorySource source, FaultTrap trap) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            trap.place(new PageRun(page, 1), source.view(new PageRun(page, 1)));
        }
    }

    private static void land(PageSet pages, MemorySource source, FaultTrap trap) {
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            MemorySegment newer = source.view(new PageRun(page, 1));
            trap.landing(new PageRun(page, 1)).copyFrom(newer);
        }
    }

    private static void serveFaults(MemorySource source, FaultTrap trap) {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            if (!trap.present().contains(page)) {
                PageRun run = new PageRun(page, 1);
                trap.place(run, source.view(run));
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException notExpected) {
            throw new AssertionError(notExpected);
        }
    }
}
