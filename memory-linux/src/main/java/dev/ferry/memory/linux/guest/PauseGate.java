package dev.ferry.memory.linux.guest;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where threads are held between two steps. Held at first; opened and held again any number of times; ended once.
 *
 * <pre>
 *   HELD  --open-->  OPEN  --hold-->  HELD
 *     \               |
 *      '----- end ----'---->  ENDED
 * </pre>
 */
final class PauseGate {

    private enum State {
        HELD, OPEN, ENDED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = State.HELD;
    private int running;

    /**
     * Counts a thread in, which {@link #awaitHeld} waits for from here on: one that is about to be started and will call
     * {@link #pass}, or one that comes back from {@link #outside}.
     */
    void enter() {
        locked(() -> running++);
    }

    /** Counts a thread out, by itself: one that ends, or has done its {@link #visit}, or goes {@link #outside}. */
    void leave() {
        locked(() -> running--);
    }

    /** Called by a thread before each step: waits while held, and says whether to go on. */
    boolean pass() {
        return state == State.OPEN || waitToPass();
    }

    private boolean waitToPass() {
        locked(() -> {
            running--;
            changed.signalAll();
            while (state == State.HELD) {
                changed.awaitUninterruptibly();
            }
            running++;
        });
        // It may be held again by now: the thread counts as running, so that whoever holds it waits for its step.
        return state != State.ENDED;
    }

    /**
     * Lets a thread that was not counted in do something as if it were a step, while the gate is open.
     *
     * @return whether it was done
     */
    boolean visit(Runnable step) {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return false;
            }
            running++;
        } finally {
            lock.unlock();
        }
        try {
            step.run();
        } finally {
            leave();
        }
        return true;
    }

    /** Lets a thread that was counted in do something that nobody waits for who holds the gate. */
    void outside(Runnable work) {
        leave();
        try {
            work.run();
        } finally {
            enter();
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    void open() {
        change(State.OPEN);
    }

    /** Stops the threads before their next step; {@link #awaitHeld} tells when they have. */
    void hold() {
        change(State.HELD);
    }

    /** Ends the threads before their next step. */
    void end() {
        change(State.ENDED);
    }

    private void change(State next) {
        locked(() -> {
            if (state != State.ENDED) {
                state = next;
            }
        });
    }

    /** Waits until no thread is in a step, or the gate is opened or ended meanwhile. */
    void awaitHeld() {
        locked(() -> {
            while (running > 0 && state == State.HELD) {
                changed.awaitUninterruptibly();
            }
        });
    }

    /** Waits until all threads have left, once the gate has ended. */
    void awaitLeft() {
        locked(() -> {
            while (running > 0) {
                changed.awaitUninterruptibly();
            }
        });
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
