package dev.ferry.memory.linux.guest;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Keeps a thread to a number of steps per second. For that thread only. */
final class Pace {

    /** Parking is no finer than this: steps that are due within it are done at once, and so many are made up for. */
    private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long intervalNanos;
    private long dueNanos = System.nanoTime();

    /** A pace, 0 for as fast as it goes. */
    Pace(long stepsPerSecond) {
        intervalNanos = stepsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / stepsPerSecond;
    }

    /** Whether a step is due. Where it is not, parks until it is, or until the thread is unparked. */
    boolean isDue() {
        if (intervalNanos == 0) {
            return true;
        }
        long waitNanos = dueNanos - System.nanoTime();
        if (waitNanos > GRAIN_NANOS) {
            LockSupport.parkNanos(waitNanos);
            return false;
        }
        // Time that was missed by more than a grain, as in a pause, is not made up for.
        dueNanos += intervalNanos + Math.max(0, -waitNanos - GRAIN_NANOS);
        return true;
    }
}
