package dev.ferry.cli;

import dev.ferry.api.guest.GuestControl;
import java.time.Duration;

/** Watches a guest at work. */
final class Work {

    private static final long POLL_MILLIS = 5;

    private Work() {}

    /**
     * Waits until the guest has done some more steps.
     *
     * @param atLeast steps that are enough
     * @param limit how long to wait at most
     * @return the steps it did
     */
    static long await(GuestControl guest, long atLeast, Duration limit) {
        long before = stepsOf(guest);
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        long done = 0;
        while (done < atLeast && System.nanoTime() < deadlineNanos) {
            pause();
            done = stepsOf(guest) - before;
        }
        return done;
    }

    static long stepsOf(GuestControl guest) {
        return guest.workDone().orElse(0);
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException asked) {
            throw new java.util.concurrent.CancellationException("interrupted while the guest was watched");
        }
    }
}
