package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;

/**
 * A build that runs one compiler process after another: the compilation of a Linux kernel in Hines, Deshpande and Gopalan,
 * sections 5.2 and 5.3, which forks and exits all the time. A process takes free pages as it grows, writes each of them
 * and comes back to others of its own; on the way it reads what all processes read, from the first page to the last, and its own
 * source; at its end it writes an object file and gives all pages back. The paper does not state sizes or times. Work
 * is files compiled. What it does depends on the free pages, too.
 */
public final class CompileProcesses extends PlannedPattern {

    /** How long a process waits before it asks again for memory that it could not get. */
    private static final long WAIT_NANOS = 1_000_000;

    private final Files files;
    private final FreePages heap;
    private final Sizes sizes;
    private final long nanosPerTouch;
    private final RandomStream random;
    private final long[] own;
    private int ownPages;
    private long processPages;
    private boolean ends;
    private long commonRead;
    private long sourceRead;
    private long nextSource;
    private long nextObject;
    private long waits;

    /**
     * What is in the page cache.
     *
     * @param common the compiler and the headers: all processes read all of it
     * @param sources each process reads the next part of it, round and round
     * @param objects each process writes the next part of it, round and round
     */
    public record Files(PageRun common, PageRun sources, PageRun objects) {}

    /**
     * How large a process is.
     *
     * @param mostPages that it takes, at least 2; each takes from half of that to all of it, at random
     * @param touchesPerPage how often it comes back to a page of its own, any of them, for each that it takes; half of
     *        these touches write
     * @param sourcePages at least 1
     * @param objectPages at least 1
     */
    public record Sizes(int mostPages, int touchesPerPage, long sourcePages, long objectPages) {

        /** Checks them. */
        public Sizes {
            Require.atLeast(2, mostPages, "the most pages of a process");
            Require.atLeast(0, touchesPerPage, "touches per page");
            Require.atLeast(1, sourcePages, "source pages per process");
            Require.atLeast(1, objectPages, "object pages per process");
        }
    }

    /**
     * A build that begins with a process that has no page yet.
     *
     * @param heap where the processes get their pages; others may, too
     * @param nanosPerTouch how long it computes after each touch of a page, at least 1
     * @param seed of the sizes, of the touches, and of which source is first
     */
    public CompileProcesses(Files files, FreePages heap, Sizes sizes, long nanosPerTouch, long seed) {
        this.files = files;
        this.heap = heap;
        this.sizes = sizes;
        this.nanosPerTouch = Require.atLeast(1, nanosPerTouch, "nanoseconds per touch");
        random = new RandomStream(seed);
        own = new long[sizes.mostPages()];
        nextSource = random.below(files.sources().count());
        nextObject = random.below(files.objects().count());
        begin();
    }

    /** How many pages its process has. */
    public long ownPages() {
        return ownPages;
    }

    /** How often it has waited because no page was free. */
    public long waits() {
        return waits;
    }

    private void begin() {
        processPages = sizes.mostPages() - random.below(sizes.mostPages() / 2 + 1);
        commonRead = 0;
        sourceRead = 0;
        ends = false;
    }

    @Override
    void plan(StepPlan steps) {
        if (ends) {
            giveBack();
            begin();
        }
        if (ownPages == processPages) {
            writeObject(steps);
            ends = true;
        } else {
            grow(steps);
        }
    }

    private void grow(StepPlan steps) {
        long page = heap.take();
        if (page == FreePages.NONE) {
            waits++;
            steps.add(files.common().first(), 1, false, WAIT_NANOS, 0);
            return;
        }
        own[ownPages++] = page;
        steps.add(page, 1, true, nanosPerTouch, 0);
        for (int touch = 0; touch < sizes.touchesPerPage(); touch++) {
            boolean writes = touch % 2 == 0;
            steps.add(own[(int) random.below(ownPages)], 1, writes, nanosPerTouch, 0);
        }
        readFiles(steps);
    }

    /** As much as keeps step with its growth. */
    private void readFiles(StepPlan steps) {
        long common = due(files.common().count()) - commonRead;
        visit(steps, files.common(), commonRead, common, false);
        commonRead += common;
        long source = due(sizes.sourcePages()) - sourceRead;
        visit(steps, files.sources(), nextSource, source, false);
        sourceRead += source;
        nextSource += source;
    }

    private long due(long total) {
        return total * ownPages / processPages;
    }

    /** Visits pages of a region that goes on at its start where it ends. */
    private void visit(StepPlan steps, PageRun region, long from, long count, boolean writes) {
        long left = count;
        long offset = from % region.count();
        while (left > 0) {
            long length = Math.min(left, region.count() - offset);
            steps.add(region.first() + offset, length, writes, nanosPerTouch, 0);
            left -= length;
            offset = 0;
        }
    }

    private void writeObject(StepPlan steps) {
        visit(steps, files.objects(), nextObject, sizes.objectPages() - 1, true);
        long last = nextObject + sizes.objectPages() - 1;
        long page = files.objects().first() + last % files.objects().count();
        steps.add(page, 1, true, nanosPerTouch, 1);
        nextObject += sizes.objectPages();
    }

    /** The page taken last is the first that the next process gets. */
    private void giveBack() {
        for (int index = 0; index < ownPages; index++) {
            heap.giveBack(own[index]);
        }
        ownPages = 0;
    }
}
