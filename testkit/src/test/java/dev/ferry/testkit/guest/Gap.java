package dev.ferry.testkit.guest;

import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * The moment in which a mutant loses what a guest does, and which a right part does not have. By chance the guest would
 * seldom meet it, and never where the two threads run by turns: so its first touch waits for the gap, and its second for
 * the next one, by when a test has seen what was lost.
 */
final class Gap {

    private final Semaphore open = new Semaphore(0);
    private final Semaphore goesOn = new Semaphore(0);
    private int gaps;
    private int touches;

    /** The mutant is in its gap; returns, the first time, once the guest has touched a page and goes on to the next. */
    void meet() {
        open.release();
        if (++gaps == 1) {
            acquire(goesOn);
        }
    }

    /** The guest, on one thread, touches a page. */
    long touch(LongSupplier touch) {
        touches++;
        if (touches == 2) {
            goesOn.release();
        }
        if (touches <= 2) {
            acquire(open);
        }
        return touch.getAsLong();
    }

    private static void acquire(Semaphore semaphore) {
        try {
            semaphore.acquire();
        } catch (InterruptedException tooLong) {
            throw new IllegalStateException(tooLong);
        }
    }
}
