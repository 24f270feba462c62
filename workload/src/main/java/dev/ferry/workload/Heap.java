package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;

/**
 * Memory of a guest that processes ask for and give back, beside the pages that its tasks work on. At first all of it is
 * free and holds what earlier processes left there, as in a guest that has run for long: nobody needs it, and yet a
 * migration would send it.
 *
 * @param pages the heap and its own bookkeeping, outside the patterned pages; how they are used is told by
 *        {@link HeapLayout}
 * @param processPages what each process takes, fills, checks and gives back before the next one starts, one after the
 *        other; 0 where none runs
 */
public record Heap(PageRun pages, long processPages) {

    /** What a guest asks for at a time when it is short of memory, as Linux asks its shrinkers. */
    public static final long PRESSURE_PAGES = 128;

    /** Checks that processes are of a size that can be. */
    public Heap {
        if (processPages < 0) {
            throw new IllegalArgumentException("a process of " + processPages + " pages");
        }
    }

    /** Whether processes run in it. */
    public boolean hasProcesses() {
        return processPages > 0;
    }

    /** How many pages had been taken before a step. */
    long allocated(long steps) {
        return steps / (2 * processPages) * processPages
                + Math.min(steps % (2 * processPages), processPages);
    }

    /** How many pages had been given back before a step. */
    long freed(long steps) {
        return steps / (2 * processPages) * processPages
                + Math.max(0, steps % (2 * processPages) - processPages);
    }
}
