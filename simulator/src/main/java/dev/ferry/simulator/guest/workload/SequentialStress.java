package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;

/**
 * A program that goes through its working set from the first page to the last, over and over, and only reads, or writes:
 * the stress program of Hines, Deshpande and Gopalan, section 5.1, with working sets of 8 to 512 MB. They do not state
 * its speed. Work is pages touched.
 */
public final class SequentialStress implements AccessPattern {

    /** Work is counted when a step ends, so that it must not last long. */
    private static final long MOST_PAGES = 64;

    private final PageRun workingSet;
    private final boolean writes;
    private final long nanosPerPage;
    private long next;

    /**
     * A program that is somewhere in its working set.
     *
     * @param writes whether it writes the pages, or only reads them
     * @param nanosPerPage at least 1
     * @param seed of where it is
     */
    public SequentialStress(PageRun workingSet, boolean writes, long nanosPerPage, long seed) {
        this.workingSet = workingSet;
        this.writes = writes;
        this.nanosPerPage = Require.atLeast(1, nanosPerPage, "nanoseconds per page");
        next = workingSet.first() + new RandomStream(seed).below(workingSet.count());
    }

    @Override
    public void next(Step step) {
        long count = Math.min(MOST_PAGES, workingSet.end() - next);
        step.set(next, count, writes, nanosPerPage, count);
        next += count;
        if (next == workingSet.end()) {
            next = workingSet.first();
        }
    }
}
