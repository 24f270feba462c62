package dev.ferry.engine.report;

import java.util.OptionalLong;

/**
 * What the destination saw of faults.
 *
 * @param networkFaults faults that had to ask for the page over the network
 * @param minorFaults first touches of pages that push had already delivered; empty where the trap cannot see them
 * @param latency from the fault seen to the page in place, of network faults
 */
public record FaultFigures(long networkFaults, OptionalLong minorFaults, Latency latency) {

    /**
     * Percentiles of a latency; all 0 where nothing was measured.
     *
     * @param p50 the median, in nanoseconds
     * @param p99 the 99th percentile, in nanoseconds
     * @param max the maximum, in nanoseconds
     */
    public record Latency(long p50, long p99, long max) {}
}
