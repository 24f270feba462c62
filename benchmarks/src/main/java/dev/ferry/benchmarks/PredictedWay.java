package dev.ferry.benchmarks;

import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.compose.CandidateName;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.List;

/**
 * A guest and a way to move it, once for real and once in the simulator.
 *
 * @param way as people write it: {@code STRATEGY[:SCHEDULER] [KEY=VALUE ...]}
 * @param guest what the guest does, for the table
 * @param workload the same, to be done
 */
record PredictedWay(String way, String guest, Workload workload) {

    /** Of each guest; a part of it is never written. */
    static final int MEMORY_PAGES = 64 << 10;

    private static final long CONTENTS_SEED = 2009;
    private static final PageRun FILLED = new PageRun(0, 56 << 10);
    /** What is worked on does not begin where memory does: push in address order would come to it first. */
    private static final PageRun LARGE_SET = new PageRun(8 << 10, 48 << 10);
    private static final PageRun MIDDLE_SET = new PageRun(24 << 10, 16 << 10);
    private static final PageRun SMALL_SET = new PageRun(24 << 10, 8 << 10);
    /** A guest in which all pages are touched: what waits for them all ends. */
    private static final PageRun TOUCHED_ALL = new PageRun(0, 16 << 10);

    /** Twelve ways: each strategy, with guests of which some fit the link and some do not. */
    static List<PredictedWay> all() {
        Workload stress = work(FILLED, Task.Order.SEQUENTIAL, SMALL_SET, 1, 4000);
        Workload heavy = work(FILLED, Task.Order.SEQUENTIAL, MIDDLE_SET, 4, 6000);
        Workload sort = work(FILLED, Task.Order.QUICKSORT, LARGE_SET, 16, 500);
        Workload zipf = work(FILLED, Task.Order.ZIPF, LARGE_SET, 4, 4000);
        Workload random = work(FILLED, Task.Order.RANDOM, LARGE_SET, 4, 4000);
        Workload whole = work(TOUCHED_ALL, Task.Order.SEQUENTIAL, TOUCHED_ALL, 2, 0);
        return List.of(new PredictedWay("stop-and-copy", "stress, 4,000/s on 32 MiB", stress),
                new PredictedWay("precopy", "stress, 4,000/s on 32 MiB", stress),
                new PredictedWay("precopy ferry.precopy.stun=true", "stress, 24,000/s on 64 MiB", heavy),
                new PredictedWay("precopy:bubbling ferry.precopy.on-timeout=postcopy"
                        + " ferry.precopy.max-rounds=4", "random, 16,000/s", random),
                new PredictedWay("postcopy:push", "16 sorts, 8,000/s", sort),
                new PredictedWay("postcopy:bubbling", "16 sorts, 8,000/s", sort),
                new PredictedWay("postcopy:bubbling ferry.scheduler.bubbling.pivots=1", "16 sorts, 8,000/s",
                        sort),
                new PredictedWay("postcopy:bubbling ferry.scheduler.bubbling.pivots=1"
                        + " ferry.scheduler.bubbling.direction=forward", "16 sorts, 8,000/s", sort),
                new PredictedWay("postcopy:bubbling ferry.order=lru ferry.order.interval=100ms",
                        "Zipf, 16,000/s", zipf),
                new PredictedWay("postcopy:demand", "2 sequential, as fast as they can", whole),
                new PredictedWay("hybrid:bubbling", "Zipf, 16,000/s", zipf),
                new PredictedWay("hybrid:push ferry.hybrid.rounds=2", "random, 16,000/s", random));
    }

    private static Workload work(PageRun filled, Task.Order order, PageRun pages, int tasks,
            long stepsPerSecond) {
        return Workload.of(CONTENTS_SEED, filled, order, pages, tasks, stepsPerSecond);
    }

    /** The way as it is called in tables. */
    String name() {
        return candidate().name();
    }

    /** The way as settings. */
    CandidateName candidate() {
        return CandidateName.parse(way);
    }
}
