package dev.ferry.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end: what a command has under way is told, and given time to end by itself
 * on its own thread. The JVM then exits with 130 or 143.
 */
final class StopSignal implements AutoCloseable {

    /** Tells what is under way to end. Called once, on a thread of the JVM's shutdown. */
    @FunctionalInterface
    interface Action {
        /** Returns at once, with how long the end may take. */
        Duration stop();
    }

    /** For what must not be cut short. */
    static final Duration UNTIL_IT_IS_OVER = Duration.ofDays(1);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "ferry-stop");
    private volatile @Nullable Action action;

    /** Listens from here on, until it is closed. */
    StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What to do; replaces what was to do before. Without any, a signal ends the JVM at once. */
    void onStop(Action newAction) {
        action = newAction;
    }

    /**
     * For what looks by itself whether it is to end, and then ends within some time: says so from the signal on. Replaces
     * what was to do before.
     */
    BooleanSupplier asked(Duration timeToEnd) {
        AtomicBoolean asked = new AtomicBoolean();
        onStop(() -> {
            asked.set(true);
            return timeToEnd;
        });
        return asked::get;
    }

    /** What the JVM does when it is told to end. */
    void stop() {
        Action todo = action;
        if (todo == null) {
            return;
        }
        try {
            over.await(todo.stop().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is said and done: a stop that waits for it goes on, and one that comes later does nothing. */
    @Override
    public void close() {
        action = null;
        over.countDown();
    }
}
