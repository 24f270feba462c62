package dev.ferry.transport.inmemory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;

/** Time that stands still until somebody waits, and then jumps to the end of the wait. */
final class JumpingClock implements NanoClock {

    // Near the overflow, as System.nanoTime() may be.
    private static final long START_NANOS = Long.MAX_VALUE - 1_000_000;

    private final AtomicLong nowNanos = new AtomicLong(START_NANOS);

    @Override
    public long nanoTime() {
        return nowNanos.get();
    }

    @Override
    public void await(Condition change, long nanos) {
        nowNanos.addAndGet(nanos);
    }

    long passedNanos() {
        return nowNanos.get() - START_NANOS;
    }
}
