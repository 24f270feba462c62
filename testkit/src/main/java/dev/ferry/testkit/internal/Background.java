package dev.ferry.testkit.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Runs actions that may wait, each on a thread of its own that does not keep the JVM, and waits for them only so long:
 * what hangs is then told by its name, not by the timeout of a whole test.
 */
public final class Background {

    private Background() {}

    /** Starts an action. */
    public static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /**
     * What an action came to; throws what it threw.
     *
     * @throws AssertionError naming {@code what} where it takes longer than {@code patience}; the action is interrupted
     */
    public static <T> T result(Future<T> task, Duration patience, String what) throws Exception {
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            task.cancel(true);
            throw new AssertionError(what + " does not end within " + patience.toMillis() + " ms", tooLong);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case Error error -> throw error;
                case Exception exception -> throw exception;
                default -> throw failed;
            }
        }
    }

    /** Does an action on another thread, and waits for it as {@link #result} does. */
    public static <T> T within(Duration patience, String what, Callable<T> action) throws Exception {
        return result(start(action), patience, what);
    }

    /** Looks again and again whether something holds. Throws as {@link #result} where it takes too long. */
    public static void await(Duration patience, String what, BooleanSupplier holds) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(what + ": not within " + patience.toMillis() + " ms");
            }
            Thread.yield();
        }
    }
}
