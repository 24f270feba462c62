package dev.ferry.engine;

import java.util.concurrent.locks.LockSupport;

/** Spaces bulk data out to a rate, which may change. Shared by the bulk lanes; the urgent lane never meets it. */
final class RateLimiter {

    private final long maxBytesPerSecond;
    private volatile long bytesPerSecond;
    private long freeAtNanos = System.nanoTime();

    /** A limit in bytes per second that is never exceeded; 0 for none. */
    RateLimiter(long maxBytesPerSecond) {
        this.maxBytesPerSecond = maxBytesPerSecond;
        this.bytesPerSecond = maxBytesPerSecond;
    }

    /** The limit at the moment, 0 for none. Any thread. */
    long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Limits what is acquired from now on further; 0 for the first limit alone. Any thread. */
    synchronized void limit(long wantedBytesPerSecond) {
        if (wantedBytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of " + wantedBytesPerSecond + " bytes per second");
        }
        bytesPerSecond = wantedBytesPerSecond == 0 || maxBytesPerSecond == 0
                ? Math.max(wantedBytesPerSecond, maxBytesPerSecond)
                : Math.min(wantedBytesPerSecond, maxBytesPerSecond);
        // What went before has had its time: a low limit of the past must not hold up what comes now.
        freeAtNanos = System.nanoTime();
    }

    /** Waits until the bytes may go; an idle span is not made up for. */
    void acquire(long bytes) {
        long limit = bytesPerSecond;
        if (limit == 0) {
            return;
        }
        long startNanos = reserve(bytes, limit);
        for (long wait = startNanos - System.nanoTime(); wait > 0; wait = startNanos - System.nanoTime()) {
            LockSupport.parkNanos(wait);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    private synchronized long reserve(long bytes, long limit) {
        long startNanos = Math.max(freeAtNanos, System.nanoTime());
        freeAtNanos = startNanos + (long) (bytes * 1e9 / limit);
        return startNanos;
    }
}
