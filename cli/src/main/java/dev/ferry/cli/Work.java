package dev.ferry.cli;

import dev.ferry.api.guest.GuestControl;
import java.time.Duration;
import java.util.function.BooleanSupplier;

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
        await(() -> stepsOf(guest) - before >= atLeast, limit);
        return stepsOf(guest) - before;
    }

    /**
     * Waits until something holds.
     *
     * @param limit how long to wait at most
     * @return whether it holds
     */
    static boolean await(BooleanSupplier condition, Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        boolean holds = condition.getAsBoolean();
        while (!holds && System.nanoTime() < deadlineNanos) {
            pause();
            holds = condition.getAsBoolean();
        }
        return holds;
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
