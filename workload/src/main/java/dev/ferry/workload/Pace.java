package dev.ferry.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps one thread to a number of steps per second, and holds it as a {@link Stun} says. Steps that were due while it
 * was held are not made up for. For that thread only.
 */
public final class Pace {

    /** Parking is no finer than this: steps that are due within it are done at once. */
    private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How much of a delay is made up for: the noise of a busy machine, but not a pause. */
    private static final long MAX_LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long intervalNanos;
    private final Stun stun;
    private long dueNanos = System.nanoTime();

    /** A pace of {@code stepsPerSecond}, or for 0 as fast as it goes; the first step is due now. */
    public Pace(long stepsPerSecond, Stun stun) {
        this.stun = stun;
        this.intervalNanos = stepsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / stepsPerSecond;
    }

    /** Whether a step is due. Where it is not, parks until it is, or until the thread is unparked or interrupted. */
    public boolean isDue() {
        return !isHeld() && isDueAtPace();
    }

    private boolean isHeld() {
        if (!stun.isOn()) {
            return false;
        }
        long startNanos = System.nanoTime();
        long heldNanos = stun.heldNanos(startNanos);
        if (heldNanos > 0) {
            LockSupport.parkNanos(heldNanos);
            dueNanos += System.nanoTime() - startNanos;
        }
        return heldNanos > 0;
    }

    private boolean isDueAtPace() {
        if (intervalNanos == 0) {
            return true;
        }
        long waitNanos = dueNanos - System.nanoTime();
        if (waitNanos > GRAIN_NANOS) {
            LockSupport.parkNanos(waitNanos);
            return false;
        }
        dueNanos += intervalNanos + Math.max(0, -waitNanos - MAX_LAG_NANOS);
        return true;
    }
}
