package dev.ferry.testkit.guest;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;

/**
 * A {@link StampedLock} whose readers let a writer in that waits. Those of a StampedLock may go before it, and where
 * several threads of a guest read all the time and the machine is busy, one of them always does.
 */
final class WriterFirstLock {

    /** How often a reader looks whether a writer still waits before it leaves the processor to others. */
    private static final int SPINS = 64;
    private static final long PARK_NANOS = 50_000;

    private final StampedLock lock = new StampedLock();
    private final AtomicInteger waitingWriters = new AtomicInteger();

    /** Waits until nobody writes or waits to write. */
    long readLock() {
        for (int looks = 0; waitingWriters.get() > 0; looks++) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
        return lock.readLock();
    }

    /** The same without waiting; 0 where somebody writes or waits to write. */
    long tryReadLock() {
        return waitingWriters.get() > 0 ? 0 : lock.tryReadLock();
    }

    void unlockRead(long stamp) {
        lock.unlockRead(stamp);
    }

    /** Waits until nobody reads or writes. Any thread may unlock it. */
    long writeLock() {
        waitingWriters.incrementAndGet();
        try {
            return lock.writeLock();
        } finally {
            waitingWriters.decrementAndGet();
        }
    }

    void unlockWrite(long stamp) {
        lock.unlockWrite(stamp);
    }
}
