package dev.ferry.engine.report;

import dev.ferry.api.memory.SwapFaults;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the destination saw of faults.
 *
 * @param networkFaults faults that had to ask for the page over the network
 * @param minorFaults first touches of pages that push had already delivered; empty where the trap cannot see them
 * @param latency from the fault seen to the page in place, of network faults
 * @param swapFaults faults that the guest's swap device has answered; empty where it has none
 */
public record FaultFigures(long networkFaults, OptionalLong minorFaults, Latency latency,
        Optional<SwapFaults> swapFaults) {

    /**
     * Percentiles of a latency; all 0 where nothing was measured.
     *
     * @param p50 the median, in nanoseconds
     * @param p99 the 99th percentile, in nanoseconds
     * @param max the maximum, in nanoseconds
     */
    public record Latency(long p50, long p99, long max) {

        /** That of faults of the swap device. */
        public static Latency of(SwapFaults faults) {
            return new Latency(faults.p50Nanos(), faults.p99Nanos(), faults.maxNanos());
        }
    }
}
