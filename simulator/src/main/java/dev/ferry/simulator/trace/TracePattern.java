package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Does what a trace says was done, and begins again after its last interval. The pages of an interval are touched once
 * each, in the order of their addresses, evenly spread over its time; those that were written are written. Where nothing
 * was touched, the time follows the last page before it; at the very beginning it is left out. Work is spread over the
 * pages as time is, and is in the units of the guest that was recorded; a page touched is a unit where its work is
 * unknown. All that many virtual CPUs did is done by one. For one thread.
 */
public final class TracePattern implements AccessPattern, AutoCloseable {

    /** Work is counted where a step ends, so that long runs of pages are several. */
    private static final int MOST_PAGES_OF_A_STEP = 64;

    private final EndlessTrace trace;
    private EndlessTrace.Busy busy;
    private PageBitmap touched;
    private PageBitmap dirtied;
    private long page;
    private long pages;
    private long lastPage;

    /**
     * A pattern at its beginning; its pages are below the page count of the trace. The caller closes it.
     *
     * @throws IOException where the file cannot be read any more
     * @throws IllegalArgumentException where nothing was touched in the trace
     */
    public TracePattern(AccessTrace recorded) throws IOException {
        trace = new EndlessTrace(recorded);
        try {
            busy = trace.next();
        } catch (IOException broken) {
            trace.close();
            throw broken;
        }
        begin();
    }

    private void begin() {
        touched = busy.interval().touched();
        dirtied = busy.interval().dirtied();
        pages = touched.size();
        page = touched.next(0);
        lastPage = touched.previous(touched.pageCount() - 1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException where the file of the trace cannot be read any more
     */
    @Override
    public void next(Step step) {
        if (page == PageBitmap.NONE) {
            readNext();
        }
        boolean writes = dirtied.contains(page);
        boolean last = page == lastPage;
        // The last page takes longer than the others, so it is a step of its own.
        long end = last
                ? page + 1
                : Math.min(page + MOST_PAGES_OF_A_STEP, Math.min(runEnd(writes), lastPage));
        step.set(page, end - page, writes, nanosPerPage() + (last ? nanosAfterLast() : 0), work(end - page));
        page = last ? PageBitmap.NONE : touched.next(end);
    }

    private void readNext() {
        try {
            busy = trace.next();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        begin();
    }

    /** Where the pages end that follow each other and are all written, or all only read. */
    private long runEnd(boolean writes) {
        if (writes) {
            return dirtied.nextAbsent(page);
        }
        long end = touched.nextAbsent(page);
        long written = dirtied.next(page, end);
        return written == PageBitmap.NONE ? end : written;
    }

    private long nanosPerPage() {
        return Math.max(1, busy.interval().elapsedNanos() / pages);
    }

    /** What is left of the interval when all its pages have had their share, and the time without touches. */
    private long nanosAfterLast() {
        return Math.max(0, busy.interval().elapsedNanos() - pages * nanosPerPage()) + busy.idleNanos();
    }

    private double work(long count) {
        return busy.work().isPresent() ? (double) busy.work().getAsLong() * count / pages : count;
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        trace.close();
    }
}
