package dev.ferry.testkit.migration;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One end of a migration at work, on a thread of its own. */
final class EndThread implements AutoCloseable {

    /** What an end that was interrupted takes to put the guest where it belongs, and far more. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final FutureTask<?> work;
    private final Thread thread;

    EndThread(Side side, Callable<?> end) {
        this.work = new FutureTask<>(end);
        this.thread = Thread.ofPlatform().daemon().name("ferry-testkit-" + side).start(work);
    }

    /**
     * Waits until it has ended by itself.
     *
     * @return false where it has not within {@code limit}
     */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        try {
            work.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException late) {
            return false;
        }
    }

    /** Why it failed; empty where it did not. Once it has ended. */
    Optional<Throwable> failure() {
        return work.state() == FutureTask.State.FAILED
                ? Optional.of(work.exceptionNow())
                : Optional.empty();
    }

    /** Ends it where it has not ended, and waits: an end of the engine gives the guest up then, or gives it back. */
    void end() {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            if (!thread.join(GRACE)) {
                throw new IllegalStateException(thread.getName() + " was interrupted and did not end within "
                        + GRACE);
            }
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        end();
    }
}
