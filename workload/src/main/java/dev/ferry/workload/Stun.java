package dev.ferry.workload;

import java.util.concurrent.TimeUnit;

/**
 * How much of its time a guest is kept from running, slice by slice: held at the beginning of each slice, free for the
 * rest of it. All threads of a guest that look at the same clock are held at the same time. For any thread.
 */
public final class Stun {

    /** Long enough that what a guest does at 99 % is more than waking up; short enough to be no pause. */
    public static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A guest that is held all the time is paused, which is another thing. */
    public static final int MAX_PERCENT = 99;

    private volatile int percent;

    /**
     * Sets what holds from now on.
     *
     * @param newPercent of each slice that the guest is held, 0 to {@link #MAX_PERCENT}
     */
    public void set(int newPercent) {
        if (newPercent < 0 || newPercent > MAX_PERCENT) {
            throw new IllegalArgumentException("a stun of " + newPercent + " %: 0 to " + MAX_PERCENT);
        }
        percent = newPercent;
    }

    /** Whether the guest is held some of its time. */
    public boolean isOn() {
        return percent > 0;
    }

    /**
     * How long the guest has to be held yet.
     *
     * @param nowNanos the time, by any clock with the length of a nanosecond
     * @return nanoseconds, 0 where it may run
     */
    public long heldNanos(long nowNanos) {
        return Math.max(0, SLICE_NANOS * percent / 100 - Math.floorMod(nowNanos, SLICE_NANOS));
    }

    /** How long it is to the next slice; at least 1. */
    public static long nanosToNextSlice(long nowNanos) {
        return SLICE_NANOS - Math.floorMod(nowNanos, SLICE_NANOS);
    }
}
