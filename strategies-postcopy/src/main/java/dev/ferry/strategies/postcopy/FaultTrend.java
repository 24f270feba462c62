package dev.ferry.strategies.postcopy;

/**
 * The stride that more than half of the last faults have in common, found by the majority vote of Boyer and Moore in two
 * passes, without sorting or counting each stride.
 */
final class FaultTrend {

    /** No stride has the majority. */
    static final long NONE = 0;

    /** A ring: the pages between each of the last faults and the one before it; at first all are none. */
    private final long[] strides;
    private int oldest;

    FaultTrend(int window) {
        this.strides = new long[window];
    }

    void add(long stride) {
        strides[oldest] = stride;
        oldest = (oldest + 1) % strides.length;
    }

    /** The stride of the majority, or {@link #NONE}. */
    long majority() {
        long candidate = candidate();
        int votes = 0;
        for (long stride : strides) {
            votes += stride == candidate ? 1 : 0;
        }
        return 2 * votes > strides.length ? candidate : NONE;
    }

    /** What has the majority if anything has: each vote against it has cancelled one vote for it. */
    private long candidate() {
        long candidate = NONE;
        int lead = 0;
        for (long stride : strides) {
            if (lead == 0) {
                candidate = stride;
            }
            lead += stride == candidate ? 1 : -1;
        }
        return candidate;
    }
}
