package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;

/**
 * The pages that the steps of a task touch, worked out without its memory: those that a {@link Runner} of the same task
 * touches, in the same order. For a model of the guest. Touches of one page that follow each other in a step count as
 * one. For one thread.
 */
public abstract sealed class PageTouches permits TaskTouches, SortTouches {

    /** The most touches of a step: an exchange reads two keys and writes both. */
    public static final int MOST_PER_STEP = 4;

    private final long[] pages = new long[MOST_PER_STEP];
    private final boolean[] writes = new boolean[MOST_PER_STEP];
    private int count;

    PageTouches() {}

    /**
     * Those of a workload's task.
     *
     * @param index of the task
     * @param steps done before the first one; what a sort has done is repeated at once
     * @throws IllegalArgumentException where there is no such task
     */
    public static PageTouches of(Workload workload, int index, long steps) {
        if (index < 0 || index >= workload.tasks().size()) {
            throw new IllegalArgumentException(
                    "task " + index + " of a workload that has " + workload.tasks().size());
        }
        Task task = workload.tasks().get(index);
        return task.order() == Task.Order.QUICKSORT
                ? new SortTouches(workload.sort(task, steps), task.pages().first(), 1)
                : new TaskTouches(task, workload.seed(), steps);
    }

    /**
     * Those of a sort of an array that fills some pages; it shuffles and sorts as the tasks of
     * {@link Task.Order#QUICKSORT} do, over and over.
     *
     * @param keysPerPage how many keys a page holds; in all at most {@link Integer#MAX_VALUE}
     * @param start how far into its first round it is, from 0 for its start to 1 for its end
     */
    public static PageTouches ofSort(long seed, PageRun pages, int keysPerPage, double start) {
        if (keysPerPage < 1 || pages.count() > Integer.MAX_VALUE / keysPerPage) {
            throw new IllegalArgumentException(keysPerPage + " keys in each of " + pages.count()
                    + " pages: at least 1, and at most " + Integer.MAX_VALUE + " in all are allowed");
        }
        if (!(start >= 0 && start <= 1)) {
            throw new IllegalArgumentException("a start of " + start + " rounds: 0 to 1 is allowed");
        }
        int keys = Math.toIntExact(pages.count() * keysPerPage);
        long steps = (long) (start * Quicksort.epochSteps(keys));
        return new SortTouches(new Quicksort(seed, keys, steps), pages.first(), keysPerPage);
    }

    /** Does the next step; what it touches can be asked for until the one after. */
    public final void step() {
        count = 0;
        touchPages();
    }

    /** How many touches the step had, from 1 to {@link #MOST_PER_STEP}. */
    public final int count() {
        return count;
    }

    /** The page of a touch, which is counted from 0. */
    public final long page(int touch) {
        return pages[touch];
    }

    /** Whether a touch, counted from 0, changed the page. */
    public final boolean writes(int touch) {
        return writes[touch];
    }

    /** Touches what the next step touches. */
    abstract void touchPages();

    /** Notes a touch of this step. */
    final void touch(long page, boolean write) {
        if (count > 0 && pages[count - 1] == page) {
            writes[count - 1] |= write;
        } else {
            pages[count] = page;
            writes[count] = write;
            count++;
        }
    }
}
