package dev.ferry.engine;

import java.util.concurrent.locks.LockSupport;

/** Spaces bulk data out to a rate. Shared by the bulk lanes; the urgent lane never meets it. */
final class RateLimiter {

    private final long bytesPerSecond;
    private long freeAtNanos = System.nanoTime();

    /** A limit in bytes per second; 0 for none. */
    RateLimiter(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Waits until the bytes may go; an idle span is not made up for. */
    void acquire(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long startNanos = reserve(bytes);
        for (long wait = startNanos - System.nanoTime(); wait > 0; wait = startNanos - System.nanoTime()) {
            LockSupport.parkNanos(wait);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    private synchronized long reserve(long bytes) {
        long startNanos = Math.max(freeAtNanos, System.nanoTime());
        freeAtNanos = startNanos + (long) (bytes * 1e9 / bytesPerSecond);
        return startNanos;
    }
}
