package dev.ferry.memory.linux.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.NeedsUserfaultfd;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.ProvenGuest;
import dev.ferry.workload.Task;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsUserfaultfd
@ParameterizedClass
@EnumSource
@Timeout(60)
class LinuxGuestPlatformTest {

    private static final long PAGES = 1024;

    @Parameter
    Backing backing;

    private final long seed = System.nanoTime();
    /** Each kind of task; the last quarter of the memory is never touched. */
    private final Workload workload = new Workload(seed, new PageRun(16, 700),
            List.of(new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(16, 200)),
                    new Task(Kind.WRITER, Order.RANDOM, new PageRun(216, 150)),
                    new Task(Kind.WRITER, Order.ZIPF, new PageRun(366, 50)),
                    new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(416, 100)),
                    new Task(Kind.READER, Order.RANDOM, new PageRun(16, 700)),
                    new Task(Kind.READER, Order.SEQUENTIAL, new PageRun(516, 200))),
            0);
    private GuestPlatform platform;
    private MemoryGeometry geometry;

    @BeforeEach
    void choosePlatform() {
        platform = new LinuxGuestPlatform(backing);
        geometry = platform.geometry(PAGES * 4096);
    }

    @Test
    void provesRunningGuestAndLetsItRunOn() {
        try (GuestPlatform.Source guest = platform.start("proven", geometry, workload)) {
            awaitSteps(guest, 10_000);

            assertThat(guest.prove()).as("seed %d", seed).isEmpty();

            awaitSteps(guest, steps(guest) + 10_000);
        }
    }

    @Test
    void beginsInTheMiddleOfItsWork() {
        WorkloadState middle = WorkloadState.inTheMiddle(workload, seed);
        try (GuestPlatform.Source guest = platform.startAt("middle", geometry, middle)) {
            awaitSteps(guest, middle.totalSteps() + 10_000);

            assertThat(guest.prove()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void findsFlippedByte() {
        try (GuestPlatform.Source guest = platform.start("flipped", geometry, workload)) {
            guest.control().pause();

            overwrite(guest, 1000, 17, 1);

            assertThat(guest.prove()).contains("page 1000 differs at byte 17");
        }
    }

    @Test
    void remembersWhatGuestItselfFoundWrong() {
        try (GuestPlatform.Source guest = platform.start("torn", geometry, workload)) {
            overwrite(guest, 600, 8, 4080);

            assertThat(awaitFinding(guest)).contains("of page 600 was 0x7777777777777777");
        }
    }

    /** Until a task of the guest itself has looked; ends with the test's timeout where none finds anything. */
    private static String awaitFinding(GuestPlatform.Source guest) {
        String found = "";
        while (!found.startsWith("the guest found: ")) {
            awaitSteps(guest, steps(guest) + 10_000);
            found = guest.prove().orElseThrow();
        }
        return found;
    }

    @Test
    void doesNoStepWhilePaused() {
        try (GuestPlatform.Source guest = platform.start("paused", geometry, workload)) {
            awaitSteps(guest, 1000);

            guest.control().pause();
            guest.control().pause();
            byte[] state = guest.control().saveState();

            assertThat(guest.prove()).as("seed %d", seed).isEmpty();
            assertThat(guest.control().saveState()).isEqualTo(state);
        }
    }

    @Test
    void keepsThePace() {
        Workload slow = Workload.sequential(seed, new PageRun(0, 64), new PageRun(0, 64), 10_000);
        long start = System.nanoTime();
        try (GuestPlatform.Source guest = platform.start("slow", geometry, slow)) {
            awaitSteps(guest, 1000);

            // One grain's worth of steps (10) may come early; being late is the machine's business.
            assertThat(System.nanoTime() - start).isGreaterThan(98_000_000);
        }
    }

    @Test
    void pausesGuestBetweenTwoStepsOfSlowPace() {
        Workload slow = Workload.sequential(seed, new PageRun(0, 64), new PageRun(0, 64), 1);
        try (GuestPlatform.Source guest = platform.start("sleepy", geometry, slow)) {
            awaitSteps(guest, 1);
            long steps = steps(guest);

            guest.control().pause();

            assertThat(steps(guest)).isEqualTo(steps);
        }
    }

    @Test
    void goesOnInSecondMemoryWherePagesComeAsItTouchesThem() {
        try (GuestPlatform.Source source = platform.start("mover", geometry, workload);
                GuestPlatform.Destination destination = platform.reserve("mover", geometry)) {
            awaitSteps(source, 10_000);
            source.control().pause();
            long steps = steps(source);
            destination.control().loadState(source.control().saveState());
            CompletableFuture<Void> pages = CompletableFuture
                    .runAsync(() -> serveFaults(source, destination));

            destination.control().resume();
            awaitSteps(destination, steps + 10_000);
            assertThat(destination.prove()).as("seed %d", seed).isEmpty();

            destination.trap().stopFaults();
            pages.join();
            assertThat(destination.trap().present().size()).isEqualTo(PAGES);
            assertThat(source.prove()).as("seed %d", seed).isEmpty();
        }
    }

    private static void serveFaults(GuestPlatform.Source source, GuestPlatform.Destination destination) {
        FaultTrap trap = destination.trap();
        long page;
        while ((page = trap.nextFault()) != FaultTrap.STOPPED) {
            if (!trap.present().contains(page)) {
                PageRun run = new PageRun(page, 1);
                trap.place(run, source.memory().view(run));
            }
        }
    }

    @Test
    void losesNoWriteWhereDirtyPagesAreCopiedRoundByRound() {
        try (GuestPlatform.Source source = platform.start("mover", geometry, workload);
                GuestPlatform.Destination destination = platform.reserve("mover", geometry)) {
            source.memory().startDirtyLog();
            copy(PageBitmap.full(PAGES), source, destination);
            for (int round = 2; round < 10; round++) {
                copy(dirty(source), source, destination);
            }
            source.control().pause();
            copy(dirty(source), source, destination);

            destination.trap().close();
            destination.control().loadState(source.control().saveState());

            assertThat(destination.prove()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void movesOnFromWhereItCameTo() {
        try (GuestPlatform.Source first = platform.start("traveller", geometry, workload);
                GuestPlatform.Destination second = platform.reserve("traveller", geometry);
                GuestPlatform.Destination third = platform.reserve("traveller", geometry)) {
            first.control().pause();
            move(first, second);
            second.control().resume();
            awaitSteps(second, steps(first) + 10_000);
            GuestPlatform.Source arrived = (GuestPlatform.Source) second;
            arrived.memory().startDirtyLog();
            copy(PageBitmap.full(PAGES), arrived, third);
            second.control().pause();
            copy(dirty(arrived), arrived, third);

            third.trap().close();
            third.control().loadState(second.control().saveState());

            assertThat(third.prove()).as("seed %d", seed).isEmpty();
        }
    }

    private static void move(GuestPlatform.Source source, GuestPlatform.Destination destination) {
        copy(PageBitmap.full(PAGES), source, destination);
        destination.trap().close();
        destination.control().loadState(source.control().saveState());
    }

    private static PageBitmap dirty(GuestPlatform.Source source) {
        PageBitmap dirty = new PageBitmap(PAGES);
        source.memory().collectDirty(dirty);
        return dirty;
    }

    /** Places pages the first time, and overwrites them the next times. */
    private static void copy(PageSet pages, GuestPlatform.Source source,
            GuestPlatform.Destination destination) {
        FaultTrap trap = destination.trap();
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            PageRun run = new PageRun(page, 1);
            if (trap.present().contains(page)) {
                trap.landing(run).copyFrom(source.memory().view(run));
            } else {
                trap.place(run, source.memory().view(run));
            }
        }
    }

    @Test
    void endsGuestThatWaitsForMissingPages() {
        byte[] state = stateOfNewGuest();
        GuestPlatform.Destination destination = platform.reserve("stuck", geometry);
        destination.control().loadState(state);
        destination.control().resume();
        destination.trap().nextFault();
        long steps = steps(destination);

        destination.close();
        destination.close();

        assertThat(steps(destination)).as("each thread may complete the step it is in")
                .isBetween(steps, steps + workload.tasks().size());
        assertThatThrownBy(destination.control()::resume).hasMessageContaining("closed");
    }

    private byte[] stateOfNewGuest() {
        try (GuestPlatform.Source guest = platform.start("new", geometry, workload)) {
            guest.control().pause();
            return guest.control().saveState();
        }
    }

    @Test
    void refusesStateThatDoesNotFit() {
        byte[] state = stateOfNewGuest();
        try (GuestPlatform.Destination small = platform.reserve("small", MemoryGeometry.flat(4096, 8))) {
            assertThatThrownBy(() -> small.control().loadState(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("8 pages");
            assertThatThrownBy(() -> small.control().loadState(new byte[3]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(small.control()::resume).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no state");
        }
    }

    @Test
    void refusesReservationOfMoreMemoryThanThereIs() {
        assertThatThrownBy(() -> platform.reserve("giant", MemoryGeometry.flat(4096, 1L << 34)))
                .isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .hasMessageContaining("giant").hasMessageContaining("64 TiB")
                .hasMessageContaining("available here are");
    }

    @Test
    void refusesReservationOfOtherPageSize() {
        assertThatThrownBy(() -> platform.reserve("huge", MemoryGeometry.flat(2 << 20, 1)))
                .isInstanceOfSatisfying(FerryException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED))
                .hasMessageContaining("4096");
    }

    @Test
    void refusesSizeThatIsNoMultipleOfPages() {
        assertThatThrownBy(() -> platform.geometry(5000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000").hasMessageContaining("4096");
    }

    /** As a wrong copy would: past the guest, and past the read-only view. */
    private static void overwrite(GuestPlatform.Source guest, long page, long offset, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wrong = arena.allocate(bytes).fill((byte) 0x77);
            long address = guest.memory().view(new PageRun(page, 1)).address();
            NativeMemory.copy(address + offset, wrong.address(), bytes);
        }
    }

    private static long steps(ProvenGuest guest) {
        return guest.control().workDone().getAsLong();
    }

    private static void awaitSteps(ProvenGuest guest, long steps) {
        while (steps(guest) < steps) {
            Thread.yield();
        }
    }
}
