package dev.ferry.strategies.precopy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Says whether fewer dirty pages than now are to be expected. Dirty rates come and go with what the guest does, so the
 * first rise of the remainder is no reason to stop: what counts is that the remainder has turned from falling to rising
 * twice and was not clearly lower at the second turn, that it does not change any more, or that the rounds come to an
 * end. And then only where what is dirty now is near the least seen; else the next valley is waited for.
 */
final class LocalMinimum {

    /** What one may miss the least by: where there is time for the next valley, half of it. */
    private static final double NEAR_ENOUGH = 1.2;
    /** The other half is for a least that no round has seen yet. */
    private static final double NEAR = 1.1;
    /** A valley that is less than this part lower than the lowest before is as low. */
    private static final double AS_LOW = 0.9;
    /** What a remainder may change by and still be called the same: the noise of a steady guest. */
    private static final double SAME = 0.01;
    /** So many rounds without a change are no crest of a slow wave. */
    private static final int SETTLED_ROUNDS = 3;

    private final long[] remainders;

    /**
     * @param remainders dirty pages before the first round and at the end of each, one round at least
     */
    LocalMinimum(long[] remainders) {
        this.remainders = remainders;
    }

    /**
     * Whether to stop here.
     *
     * @param late whether there is not much time left: to have begun to rise is enough then
     */
    boolean isReached(boolean late) {
        long least = Arrays.stream(remainders).skip(1).min().orElseThrow();
        return last(0) <= NEAR * least && (hasSettled() || hasComeBack())
                || late && last(0) > last(1) && last(0) <= NEAR_ENOUGH * least;
    }

    private boolean hasSettled() {
        for (int back = 0; back < SETTLED_ROUNDS; back++) {
            if (remainders.length < back + 2
                    || Math.abs(last(back) - last(back + 1)) > SAME * last(back + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasComeBack() {
        List<Long> valleys = valleys();
        return valleys.size() >= 2
                && valleys.getLast() >= AS_LOW * Collections.min(valleys.subList(0, valleys.size() - 1));
    }

    /** The remainders from which it went up after it had gone down. */
    private List<Long> valleys() {
        List<Long> valleys = new ArrayList<>();
        boolean falling = true;
        for (int round = 1; round < remainders.length; round++) {
            int change = Long.compare(remainders[round], remainders[round - 1]);
            if (falling && change > 0) {
                valleys.add(remainders[round - 1]);
            }
            falling = change == 0 ? falling : change < 0;
        }
        return valleys;
    }

    /** The last remainder, or one before it. */
    private long last(int back) {
        return remainders[remainders.length - 1 - back];
    }
}
