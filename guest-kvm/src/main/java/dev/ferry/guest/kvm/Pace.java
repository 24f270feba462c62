package dev.ferry.guest.kvm;

import java.util.concurrent.TimeUnit;

/**
 * The clock of a guest that knows time by its reports only: says how long the answer to each has to wait, so
 * that the guest does so many steps a second. Time lost in a stall is lost: the guest does not hurry after
 * it. For one thread.
 */
final class Pace {

    /** Short enough for a steady pace, long enough that the exits of the guest cost nothing. */
    private static final long REPORTS_PER_SECOND = 100;
    private static final long MAX_BATCH_STEPS = 4096;
    /**
     * How far a guest may be late and still catch up: more than the scheduler's noise, less than one notices.
     */
    private static final long CAUGHT_UP_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long batchNanos;
    private long dueNanos;

    /**
     * A pace that begins now.
     *
     * @param stepsPerSecond 0 for no limit
     */
    Pace(long stepsPerSecond, long nowNanos) {
        batchNanos = stepsPerSecond == 0
                ? 0
                : Math.round(1e9 * batchSteps(stepsPerSecond) / stepsPerSecond);
        dueNanos = nowNanos;
    }

    /** How many steps a guest of this pace does from report to report. */
    static long batchSteps(long stepsPerSecond) {
        return stepsPerSecond == 0
                ? MAX_BATCH_STEPS
                : Math.clamp(stepsPerSecond / REPORTS_PER_SECOND, 1, MAX_BATCH_STEPS);
    }

    /** Called at each report. */
    void batchDone(long nowNanos) {
        dueNanos += batchNanos;
        if (nowNanos - dueNanos > CAUGHT_UP_LAG_NANOS) {
            dueNanos = nowNanos;
        }
    }

    /** The guest was held for a while: what it would have done meanwhile is not made up for. */
    void postpone(long nanos) {
        dueNanos += nanos;
    }

    /** How long the guest has to wait before it goes on from its last report; not positive for not at all. */
    long waitNanos(long nowNanos) {
        return dueNanos - nowNanos;
    }
}
