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

    /** Counts a thread in, before it is started: it calls {@link #pass} and at its end {@link #leave}. */
    void enter() {
        locked(() -> running++);
    }

    /** Called by a thread that ends. */
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
