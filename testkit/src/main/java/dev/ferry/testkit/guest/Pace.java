package dev.ferry.testkit.guest;

import java.util.concurrent.locks.LockSupport;

/** Keeps one thread to a number of steps per second. */
final class Pace {

    /** How much of a delay is made up for: the grain of parking, but not a pause. */
    private static final long MAX_LAG_NANOS = 20_000_000;

    private final long intervalNanos;
    private long dueNanos = System.nanoTime();

    /** A pace of {@code stepsPerSecond}, or for 0 as fast as it goes; the first step is due now. */
    Pace(long stepsPerSecond) {
        this.intervalNanos = stepsPerSecond == 0 ? 0 : 1_000_000_000L / stepsPerSecond;
    }

    /** Returns when the next step is due, or when the thread is interrupted. */
    void awaitTurn() {
        if (intervalNanos == 0) {
            return;
        }
        long leftNanos = dueNanos - System.nanoTime();
        while (leftNanos > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(leftNanos);
            leftNanos = dueNanos - System.nanoTime();
        }
        dueNanos += Math.max(0, -leftNanos - MAX_LAG_NANOS) + intervalNanos;
    }
}
