package dev.ferry.guest.kvm;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock with one condition, for waits that are exact to the microsecond and not cut short by interrupts. */
final class Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    void locked(Runnable action) {
        locked(() -> {
            action.run();
            return true;
        });
    }

    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes all who wait. Under the lock, as the two below. */
    void signalAll() {
        changed.signalAll();
    }

    /** Waits for a signal; may return without one. */
    void await() {
        changed.awaitUninterruptibly();
    }

    /** Waits for a signal, but not longer than {@code nanos}; may return earlier without one. */
    void awaitNanos(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException early) {
            // As a wake-up without a signal: the caller looks again what there is to wait for.
        }
    }
}
