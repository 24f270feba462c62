package dev.ferry.benchmarks;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.compose.CandidateName;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.memory.linux.LinuxMemorySource;
import dev.ferry.simulator.guest.Pacing;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * What the engine's own work costs on this machine, each cost measured by itself, on small guests that are none of those
 * which are predicted, over a link that is never busy.
 *
 * @param costs of the engine
 * @param pacing of the guests
 */
record Calibration(EngineCosts costs, Pacing pacing) {

    private static final int WARM_UP_RUNS = 2;
    private static final int RUNS = 3;
    private static final int PAGES = 16 << 10;
    /** A place of the work at which no guest is moved. */
    private static final long START_SEED = 1_000_000;
    private static final long LATENCY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final Map<String, String> LINK = Map.of("ferry.transport.inmemory.latency", "100us");
    /** The pause waits for so many, one after the other. */
    private static final int PAUSE_MESSAGES = 4;
    private static final long BYTES_PER_GIB = 1L << 30;
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** As {@code dev.ferry.workload.Pace} has them. */
    private static final long PACE_GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PACE_MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Takes some seconds. */
    static Calibration measure() {
        long touchNanos = median(Calibration::touchNanos);
        long faultNanos = median(Calibration::faultNanos) - touchNanos - 2 * LATENCY_NANOS;
        EngineCosts costs = EngineCosts.NONE
                .with(EngineCost.RESERVATION_NANOS, atLeastNone(median(Calibration::reservationNanos)))
                .with(EngineCost.PLACE_NANOS_PER_PAGE, median(Calibration::placeNanosPerPage))
                .with(EngineCost.COLLECT_NANOS_PER_GIB, median(Calibration::collectNanosPerGib))
                .with(EngineCost.START_NANOS, atLeastNone(median(Calibration::startNanos)))
                .with(EngineCost.FAULT_NANOS, atLeastNone(faultNanos))
                .with(EngineCost.DROP_NANOS_PER_RUN, median(Calibration::dropNanosPerRun));
        return new Calibration(costs, new Pacing(PACE_GRAIN_NANOS, PACE_MOST_LATE_NANOS, touchNanos, 0));
    }

    private static long atLeastNone(long nanos) {
        return Math.max(0, nanos);
    }

    /** How guests of a workload keep their pace: each thread has something to do before its first step. */
    Pacing pacing(long pages, Workload workload) {
        return pacing.withStart(
                median(() -> MovedGuest.startNanos(pages, WorkloadState.inTheMiddle(workload, START_SEED))));
    }

    private static long median(LongSupplier once) {
        for (int run = 0; run < WARM_UP_RUNS; run++) {
            once.getAsLong();
        }
        return LongStream.range(0, RUNS).map(run -> once.getAsLong()).sorted().toArray()[RUNS / 2];
    }

    /** A guest that goes on as fast as it can. */
    private static WorkloadState busy() {
        PageRun all = new PageRun(0, PAGES);
        return WorkloadState.initial(Workload.of(1, all, Task.Order.SEQUENTIAL, all, 1, 0));
    }

    /** A guest that does next to nothing. */
    private static WorkloadState idle() {
        return WorkloadState
                .initial(Workload.sequential(1, new PageRun(0, PAGES), new PageRun(0, 1), 1));
    }

    private static long touchNanos() {
        try (GuestPlatform.Source guest = MovedGuest.start(PAGES, busy())) {
            long before = steps(guest);
            long startNanos = System.nanoTime();
            LockSupport.parkNanos(WORK_NANOS);
            return (System.nanoTime() - startNanos) / Math.max(1, steps(guest) - before);
        }
    }

    private static long steps(GuestPlatform.Source guest) {
        return guest.control().workDone().orElseThrow();
    }

    /** Of memory in which next to nothing was written since the last time. */
    private static long collectNanosPerGib() {
        try (GuestPlatform.Source guest = MovedGuest.start(PAGES, idle())) {
            PageBitmap dirty = new PageBitmap(PAGES);
            guest.memory().startDirtyLog();
            guest.memory().collectDirty(dirty);
            long startNanos = System.nanoTime();
            guest.memory().collectDirty(dirty);
            return (System.nanoTime() - startNanos) * BYTES_PER_GIB
                    / guest.memory().geometry().memoryBytes();
        }
    }

    /** Every other page is taken out, each by itself. */
    private static long dropNanosPerRun() {
        try (GuestPlatform.Source guest = MovedGuest.start(PAGES, idle())) {
            LinuxMemorySource memory = (LinuxMemorySource) guest.memory();
            long startNanos = System.nanoTime();
            for (long page = 1; page < PAGES; page += 2) {
                memory.discard(new PageRun(page, 1));
            }
            return (System.nanoTime() - startNanos) / (PAGES / 2);
        }
    }

    /** All pages of a guest that stands still, in place at the destination: reading, sending and installing overlap. */
    private static long placeNanosPerPage() {
        return move("stop-and-copy", idle()).downtimeNanos() / PAGES;
    }

    /** All that a guest waits for each page that it asks for. */
    private static long faultNanos() {
        MigrationReport report = move("postcopy:demand", busy());
        return report.resumeTimeNanos() / Math.max(1, report.networkFaults());
    }

    private static MigrationReport move(String way, WorkloadState state) {
        return MovedGuest.move(CandidateName.parse(way).settings(), LINK, PAGES, state);
    }

    /** From the start of the migration until a guest that stands still is paused. */
    private static long reservationNanos() {
        return move("postcopy:push", idle()).preparationTimeNanos() - 2 * LATENCY_NANOS;
    }

    /** What it is paused for then, whatever its memory. */
    private static long startNanos() {
        return move("postcopy:push", idle()).downtimeNanos() - PAUSE_MESSAGES * LATENCY_NANOS;
    }

    /** The costs in a line. */
    void print() {
        System.out.printf(
                "calibrated: touch %d ns, fault %d us beside the link, placing %d ns a page, dirty log"
                        + " %.1f ms/GiB, reservation %.1f ms, start %.1f ms, dropping %d ns a run%n",
                pacing.touchNanos(),
                costs.of(EngineCost.FAULT_NANOS) / 1000, costs.of(EngineCost.PLACE_NANOS_PER_PAGE),
                costs.of(EngineCost.COLLECT_NANOS_PER_GIB) / 1e6,
                costs.of(EngineCost.RESERVATION_NANOS) / 1e6, costs.of(EngineCost.START_NANOS) / 1e6,
                costs.of(EngineCost.DROP_NANOS_PER_RUN));
    }
}
