package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts distinct pages in spans of one length. */
final class TraceWindows {

    private final Duration length;
    private final long halfIntervalNanos;
    private final PageBitmap touched;
    private final PageBitmap dirtied;
    private final List<Long> touchedSizes = new ArrayList<>();
    private final List<Long> dirtiedSizes = new ArrayList<>();
    private long elapsedNanos;

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
        return new WindowFigures(length, touchedSizes.size(), median(touchedSizes), max(touchedSizes),
                median(dirtiedSizes), max(dirtiedSizes));
    }

    /** Of an even number, the larger of the two in the middle. */
    private static long median(List<Long> sizes) {
        return sizes.isEmpty() ? 0 : sizes.stream().sorted().toList().get(sizes.size() / 2);
    }

    private static long max(List<Long> sizes) {
        return sizes.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
