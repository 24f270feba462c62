package dev.ferry.simulator.fleet;

import dev.ferry.workload.SplitMix;
import java.time.Duration;

/**
 * A working set that is small at night and large by day, with bursts. The sizes are our choice: at noon a guest has from
 * a tenth to three tenths of its memory, at night half of that; in each half hour it comes, with a chance of 1 in 40, into
 * a burst, and has another three tenths in it. Guests differ by up to two hours in when their noon is.
 */
final class DailyCurve implements WorkingSets {

    private static final double DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final long BURST_NANOS = Duration.ofMinutes(30).toNanos();
    private static final long NOON_SPREAD_NANOS = Duration.ofHours(2).toNanos();
    private static final double LEAST_AT_NOON = 0.1;
    private static final double SPREAD_AT_NOON = 0.2;
    private static final double BURST = 0.3;
    private static final int BURST_CHANCE = 40;
    /** The mean of day and night, and how far both are from it. */
    private static final double MEAN = 0.75;
    private static final double SWING = 0.25;

    private final long memoryBytes;
    private final long seed;
    private final double atNoon;
    private final long shiftNanos;

    /** The curve of a guest, which follows from its seed. */
    DailyCurve(long memoryBytes, long seed) {
        this.memoryBytes = memoryBytes;
        this.seed = seed;
        this.atNoon = LEAST_AT_NOON + SPREAD_AT_NOON * SplitMix.fraction(seed);
        this.shiftNanos = SplitMix.below(NOON_SPREAD_NANOS, seed + 1);
    }

    @Override
    public long bytes(long nanos) {
        double turn = 2 * Math.PI * ((nanos + shiftNanos) / DAY_NANOS);
        double part = atNoon * (MEAN - SWING * StrictMath.cos(turn));
        long slot = (nanos + shiftNanos) / BURST_NANOS;
        boolean burst = SplitMix.below(BURST_CHANCE, seed + 2 + SplitMix.mix(slot)) == 0;
        return (long) (memoryBytes * (burst ? part + BURST : part));
    }
}
