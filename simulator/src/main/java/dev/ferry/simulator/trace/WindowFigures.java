package dev.ferry.simulator.trace;

import java.time.Duration;

/**
 * Distinct pages in the spans of one length that a trace has, one after the other. A span that the trace does not fill is
 * left out.
 *
 * @param length of a span, as far as intervals make it up
 * @param count how many there are; where 0, the others are 0, too
 * @param touchedMedian pages known to have been touched in a span: its working set
 * @param touchedMax the same, of the span with the most
 * @param dirtiedMedian pages written in a span: its writable working set
 * @param dirtiedMax the same, of the span with the most
 */
public record WindowFigures(Duration length, int count, long touchedMedian, long touchedMax,
        long dirtiedMedian, long dirtiedMax) {}
