package dev.ferry.strategies.precopy;

/**
 * How much bandwidth rounds may take (Clark et al. 2005, "dynamic rate-limiting"): little at first, so that the first
 * and longest round disturbs nobody, then a constant above the rate at which the last round left pages dirty.
 *
 * @param minBytesPerSecond what the first round may take, and each other at least; 0 for no adaptation
 * @param incrementBytesPerSecond how much more than the dirty rate a round may take
 * @param maxBytesPerSecond what a round may take at most, and what follows the rounds; 0 for no limit of its own
 */
public record AdaptiveBandwidth(long minBytesPerSecond, long incrementBytesPerSecond,
        long maxBytesPerSecond) {

    /** Clark's constant, 50 Mbit/s. */
    public static final long CLARKS_INCREMENT = 6_250_000;
    /** All that there is, always: most links today carry nothing else that counts. */
    public static final AdaptiveBandwidth OFF = new AdaptiveBandwidth(0, CLARKS_INCREMENT, 0);

    /** Checks the limits. */
    public AdaptiveBandwidth {
        if (minBytesPerSecond < 0 || incrementBytesPerSecond < 0
                || maxBytesPerSecond != 0 && maxBytesPerSecond < minBytesPerSecond) {
            throw new IllegalArgumentException("bandwidth from " + minBytesPerSecond + " by "
                    + incrementBytesPerSecond + " to " + maxBytesPerSecond
                    + " bytes per second: none is negative, and the last is 0 or not below the first");
        }
    }

    /** Whether there is any limit to set. */
    public boolean isOn() {
        return minBytesPerSecond > 0 || maxBytesPerSecond > 0;
    }

    /** What the round after these may take, in bytes per second; 0 for no limit. */
    public long limitAfter(Rounds rounds) {
        if (minBytesPerSecond == 0) {
            return maxBytesPerSecond;
        }
        return rounds.count() == 0
                ? minBytesPerSecond
                : Math.clamp((long) rounds.dirtyBytesPerSecond() + incrementBytesPerSecond, minBytesPerSecond,
                        maxBytesPerSecond == 0 ? Long.MAX_VALUE : maxBytesPerSecond);
    }
}
