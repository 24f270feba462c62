package dev.ferry.strategies.precopy;

import dev.ferry.api.strategy.Round;

/**
 * How much the guest is slowed: not at first, and a step more after every second round that left too many dirty pages.
 * The numbers and names are those of QEMU's auto-converge.
 *
 * @param initialPercent the first step; 0 for never to slow it
 * @param incrementPercent each further step
 * @param maxPercent where steps end, at most 99
 * @param thresholdPercent too many dirty pages: more than this part of what was dirty before the round
 */
public record StunSteps(int initialPercent, int incrementPercent, int maxPercent, int thresholdPercent) {

    /** Never: as with QEMU and KubeVirt, a guest is slowed only where the user allows it. */
    public static final StunSteps OFF = new StunSteps(0, 0, 0, 100);
    /**
     * QEMU's {@code cpu-throttle-initial}, {@code cpu-throttle-increment}, {@code max-cpu-throttle} and
     * {@code throttle-trigger-threshold}.
     */
    public static final StunSteps QEMU = new StunSteps(20, 10, 99, 50);

    /** Two rounds in which too many pages were dirtied make a step: the guest's answer to the last needs one to show. */
    private static final int ROUNDS_PER_STEP = 2;

    /** Checks the steps. */
    public StunSteps {
        if (initialPercent < 0 || incrementPercent < 0 || maxPercent < initialPercent || maxPercent > 99
                || thresholdPercent < 1 || thresholdPercent > 100) {
            throw new IllegalArgumentException("stun from " + initialPercent + " % by " + incrementPercent
                    + " % to " + maxPercent + " % at a threshold of " + thresholdPercent
                    + " %: up to 99 %, the maximum not below the first step, the threshold from 1 to 100 %");
        }
    }

    /** Whether the guest is slowed at all. */
    public boolean isOn() {
        return initialPercent > 0;
    }

    /** How much the guest is slowed after these rounds. */
    public int percentAfter(Rounds rounds) {
        int percent = 0;
        int tooMany = 0;
        long before = rounds.geometry().pageCount();
        for (Round round : rounds.all()) {
            tooMany += round.dirtyPages() * 100 > before * thresholdPercent ? 1 : 0;
            before = round.dirtyPages();
            if (tooMany == ROUNDS_PER_STEP) {
                tooMany = 0;
                percent = percent == 0 ? initialPercent : Math.min(maxPercent, percent + incrementPercent);
            }
        }
        return percent;
    }

    /** Whether a further round may make a further step. */
    public boolean hasMoreAfter(Rounds rounds) {
        int percent = percentAfter(rounds);
        return isOn() && percent < maxPercent && (percent == 0 || incrementPercent > 0);
    }
}
