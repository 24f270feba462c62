package dev.ferry.simulator.guest.workload;

import dev.ferry.workload.SplitMix;

/** Numbers that look random, one after the other, by a seed; seeds that are close to each other share none. */
public final class RandomStream {

    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private long state;

    /** At its beginning. */
    public RandomStream(long seed) {
        state = SplitMix.mix(seed);
    }

    /** A number from 0 to {@code bound} - 1. */
    public long below(long bound) {
        state += STRIDE;
        return SplitMix.below(bound, state);
    }

    /** A number from 0 to 1, and below 1. */
    public double fraction() {
        state += STRIDE;
        return SplitMix.fraction(state);
    }
}
