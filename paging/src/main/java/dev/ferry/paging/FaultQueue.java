package dev.ferry.paging;

import dev.ferry.api.memory.FaultTrap;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The faults that the pager knows no page for, on their way to the engine. Any thread. */
final class FaultQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Long> faults = new ArrayDeque<>();
    private boolean stopped;

    void add(long page) {
        change(() -> faults.add(page));
    }

    void stop() {
        change(() -> stopped = true);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next one; {@link FaultTrap#STOPPED} from {@link #stop} on. */
    long next() {
        lock.lock();
        try {
            while (!stopped && faults.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            return stopped ? FaultTrap.STOPPED : faults.remove();
        } finally {
            lock.unlock();
        }
    }
}
