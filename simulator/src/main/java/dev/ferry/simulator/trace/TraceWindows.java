package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Counts distinct pages in spans of one length. */
final class TraceWindows {

    private static final int DIGITS = 4;
    private static final double MEDIAN_PERCENTILE = 50;

    private final Duration length;
    private final long halfIntervalNanos;
    private final PageBitmap touched;
    private final PageBitmap dirtied;
    private final Sizes touchedSizes = new Sizes();
    private final Sizes dirtiedSizes = new Sizes();
    private long elapsedNanos;

    /** Of any number of spans: not kept one by one, as there may be millions. */
    private static final class Sizes {

        private final Histogram histogram = new Histogram(DIGITS);
        private long most;

        void add(long pages) {
            histogram.recordValue(pages);
            most = Math.max(most, pages);
        }

        int count() {
            return Math.toIntExact(histogram.getTotalCount());
        }

        /** Of an even number, the smaller of the two in the middle; the first 4 digits of it are exact. */
        long median() {
            return Math.min(most, histogram.getValueAtPercentile(MEDIAN_PERCENTILE));
        }
    }

    TraceWindows(Duration length, TraceHeader header) {
        this.length = length;
        this.halfIntervalNanos = header.intervalNanos() / 2;
        this.touched = new PageBitmap(header.pageCount());
        this.dirtied = new PageBitmap(header.pageCount());
    }

    void add(TraceInterval interval) {
        touched.addAll(interval.touched());
        dirtied.addAll(interval.dirtied());
        elapsedNanos += interval.elapsedNanos();
        // Intervals are never just as long as they were meant to be: a span ends where it comes nearest to its length.
        if (elapsedNanos + halfIntervalNanos >= length.toNanos()) {
            end();
        }
    }

    private void end() {
        touchedSizes.add(touched.size());
        dirtiedSizes.add(dirtied.size());
        touched.clear();
        dirtied.clear();
        elapsedNanos = 0;
    }

    WindowFigures figures() {
        return new WindowFigures(length, touchedSizes.count(), touchedSizes.median(), touchedSizes.most,
                dirtiedSizes.median(), dirtiedSizes.most);
    }
}
