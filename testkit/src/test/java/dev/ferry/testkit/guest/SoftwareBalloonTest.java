package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.testkit.internal.Background;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A software guest whose processes and balloon share a heap, at either side. */
@Timeout(60)
class SoftwareBalloonTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, 700);
    private static final PageRun PATTERNED = new PageRun(0, 100);
    private static final PageRun HEAP = new PageRun(150, 500);
    private static final long PROCESS_PAGES = 150;

    private final SoftwareGuestPlatform platform = new SoftwareGuestPlatform(512);

    @Test
    void processesAndBalloonLeaveTheMemoryRight() {
        long seed = 7;
        Random random = new Random(seed);
        try (SoftwareGuest guest = start(PROCESS_PAGES)) {
            Balloon balloon = guest.balloon().orElseThrow();
            for (int round = 0; round < 5; round++) {
                balloon.inflate(random.nextInt(600));
                awaitProcesses(guest, PROCESS_PAGES);
                balloon.deflate(random.nextInt(400));

                assertThat(guest.prove()).as("seed %d, round %d", seed, round).isEmpty();
            }
        }
    }

    @Test
    void aBurstThatNeedsWhatTheBalloonHoldsIsMetByCallsForMemory() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        try (SoftwareGuest guest = start(PROCESS_PAGES)) {
            Balloon balloon = guest.balloon().orElseThrow();
            balloon.onPressure(pages -> {
                asked.add(pages);
                balloon.deflate(pages);
                return balloon.sizePages();
            });

            inflateUntil(balloon, () -> !asked.isEmpty());
            awaitProcesses(guest, 4 * PROCESS_PAGES);

            assertThat(asked).allMatch(pages -> pages == Heap.PRESSURE_PAGES);
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void aGuestThatAsksForMemoryCanBePausedMeanwhile() throws Exception {
        try (SoftwareGuest guest = start(PROCESS_PAGES)) {
            Balloon balloon = guest.balloon().orElseThrow();
            FutureTask<Object> answer = new FutureTask<>(() -> {}, "answered");
            FutureTask<Object> asks = new FutureTask<>(() -> {}, "asked");
            balloon.onPressure(_ -> {
                asks.run();
                try {
                    answer.get();
                } catch (Exception ended) {
                    throw new IllegalStateException(ended);
                }
                return balloon.deflate(Long.MAX_VALUE);
            });
            inflateUntil(balloon, asks::isDone);

            Background.within(PATIENCE, "pausing a guest that asks for memory", () -> {
                guest.control().pause();
                return guest;
            });
            answer.run();
            guest.control().resume();

            awaitProcesses(guest, PROCESS_PAGES);
            assertThat(guest.prove()).isEmpty();
        }
    }

    @Test
    void movesWithTheGuestAndIsNotInflatedBeforeAllPagesAreThere() throws Exception {
        try (SoftwareGuest guest = start(0);
                GuestPlatform.Destination arrived = platform.reserve("guest", GEOMETRY)) {
            assertThatIllegalStateException().isThrownBy(arrived::balloon);
            guest.balloon().orElseThrow().inflate(300);
            guest.control().pause();
            arrived.control().loadState(guest.control().saveState());
            arrived.control().resume();
            Balloon balloon = arrived.balloon().orElseThrow();

            assertThat(balloon.sizePages()).as("where the control page is missing").isZero();
            assertThat(balloon.inflate(10)).isZero();
            FutureTask<Long> deflation = Background.start(() -> balloon.deflate(7));
            placeUsed(guest.memory(), arrived);

            assertThat(Background.result(deflation, PATIENCE, "the deflation")).isEqualTo(7);
            assertThat(balloon.inflate(10)).as("while the trap is open").isZero();
            arrived.trap().close();
            assertThat(balloon.sizePages()).isEqualTo(293);
            assertThat(balloon.inflate(10)).isEqualTo(10);
            assertThat(arrived.prove()).isEmpty();
        }
    }

    @Test
    void whoPagesAGuestDiscardsForItsBalloon() {
        Workload workload = workload(0);
        AtomicBoolean canDiscard = new AtomicBoolean();
        List<PageRun> discarded = new CopyOnWriteArrayList<>();
        try (GuestPlatform.Vacant guest = platform.vacant("guest", GEOMETRY)) {
            guest.begin(workload);
            guest.contents(workload, (page, contents) -> guest.trap().place(new PageRun(page, 1), contents));
            Background.start(() -> serveZeros(guest.trap()));
            Balloon balloon = guest.balloon().orElseThrow();
            guest.control().resume();
            assertThat(balloon.inflate(10)).as("before anybody pages it").isZero();
            guest.discardBy(canDiscard::get, run -> {
                discarded.add(run);
                guest.trap().discard(run);
            });

            assertThat(balloon.inflate(10)).as("while pages are still to come").isZero();
            canDiscard.set(true);
            guest.memory().startDirtyLog();
            assertThat(balloon.inflate(10)).isEqualTo(10);

            assertThat(discarded).hasSize(1).first().extracting(PageRun::count).isEqualTo(10L);
            PageBitmap changed = new PageBitmap(GEOMETRY.pageCount());
            guest.memory().collectDirty(changed);
            assertThat(changed.nextAbsent(discarded.getFirst().first()))
                    .isGreaterThanOrEqualTo(discarded.getFirst().end());
            assertThat(guest.trap().present().next(discarded.getFirst().first()))
                    .isGreaterThanOrEqualTo(discarded.getFirst().end());
            assertThat(guest.prove()).isEmpty();
        }
    }

    private static Object serveZeros(PagingTrap trap) {
        for (long page = trap.nextFault(); page != FaultTrap.STOPPED; page = trap.nextFault()) {
            trap.placeZero(new PageRun(page, 1));
        }
        return trap;
    }

    @Test
    void theBalloonOfAGuestThatHasEndedTakesAndGivesNothing() {
        SoftwareGuest guest = start(0);
        Balloon balloon = guest.balloon().orElseThrow();
        balloon.inflate(5);

        guest.close();

        assertThat(balloon.inflate(5)).isZero();
        assertThat(balloon.deflate(5)).isZero();
        assertThat(balloon.sizePages()).isEqualTo(5);
    }

    @Test
    void aGuestWithoutAHeapHasNone() {
        try (SoftwareGuest guest = SoftwareGuest.start(1 << 16, 1)) {
            assertThat(guest.balloon()).isEmpty();
        }
    }

    private SoftwareGuest start(long processPages) {
        return platform.start("guest", GEOMETRY, workload(processPages));
    }

    private static Workload workload(long processPages) {
        return Workload.sequential(3, PATTERNED, PATTERNED, 0).with(new Heap(HEAP, processPages));
    }

    /** Takes all that is free, again and again: a process that has its pages already needs no more. */
    private static void inflateUntil(Balloon balloon, BooleanSupplier isAsked) {
        Background.await(PATIENCE, "a call for memory", () -> {
            balloon.inflate(Long.MAX_VALUE);
            return isAsked.getAsBoolean();
        });
    }

    /** Returns once the processes of the guest have done so many steps more. */
    private static void awaitProcesses(SoftwareGuest guest, long steps) {
        long before = processSteps(guest);
        Background.await(PATIENCE, "the processes work", () -> processSteps(guest) >= before + steps);
    }

    private static long processSteps(SoftwareGuest guest) {
        return guest.control.whilePaused(WorkloadState::heapSteps);
    }

    private static void placeUsed(MemorySource from, GuestPlatform.Destination to) {
        PageBitmap absent = new PageBitmap(GEOMETRY.pageCount());
        from.collectAbsent(absent);
        for (long page = absent.nextAbsent(0); page < GEOMETRY.pageCount(); page = absent
                .nextAbsent(page + 1)) {
            to.trap().place(new PageRun(page, 1), from.view(new PageRun(page, 1)));
        }
        assertThat(absent.next(HEAP.first())).isNotEqualTo(PageSet.NONE);
    }
}
