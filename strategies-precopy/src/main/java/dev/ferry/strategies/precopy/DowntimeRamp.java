package dev.ferry.strategies.precopy;

import java.time.Duration;

/**
 * How long the guest may be paused while the rest is copied: a short time at first, and more in even steps as rounds do
 * not shrink.
 *
 * @param limit what is accepted at once
 * @param max what is accepted in the end; at least the limit
 * @param steps after how many rounds that did not shrink that is, at least 1
 */
public record DowntimeRamp(Duration limit, Duration max, int steps) {

    /**
     * From 30 ms, which users of a guest do not notice, to 300 ms, which is QEMU's {@code downtime-limit}; in 3 steps,
     * because the first round that does not shrink may be chance.
     */
    public static final DowntimeRamp DEFAULT = new DowntimeRamp(Duration.ofMillis(30), Duration.ofMillis(300),
            3);

    /** Checks the limits. */
    public DowntimeRamp {
        if (limit.isNegative() || max.compareTo(limit) < 0 || steps < 1) {
            throw new IllegalArgumentException("downtime from " + limit + " to " + max + " in " + steps
                    + " steps: the first must not be negative, the second not be less, and steps are at least 1");
        }
    }

    /** What is accepted after so many rounds that did not shrink. */
    public Duration after(int roundsNotShrunk) {
        return limit.plus(max.minus(limit).multipliedBy(Math.min(roundsNotShrunk, steps)).dividedBy(steps));
    }

    /** Whether no more will be accepted later. */
    public boolean isExhausted(int roundsNotShrunk) {
        return roundsNotShrunk >= steps;
    }
}
