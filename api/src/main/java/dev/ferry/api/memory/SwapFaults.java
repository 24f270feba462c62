package dev.ferry.api.memory;

/**
 * Faults that a guest's swap device answered.
 *
 * @param count how many
 * @param p50Nanos the median time from the fault seen to the page in place; 0 without faults
 * @param p99Nanos its 99th percentile
 * @param maxNanos its maximum
 */
public record SwapFaults(long count, long p50Nanos, long p99Nanos, long maxNanos) {

    /** No fault was seen. */
    public static final SwapFaults NONE = new SwapFaults(0, 0, 0, 0);
}
