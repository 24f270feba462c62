package dev.ferry.paging;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens while the device cannot be reached: who needs it tries again, for as long as patience lasts, and the
 * listener is told. Any thread; never under the lock of the {@link Pager}, since the listener may ask for figures.
 */
final class Outage {

    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Duration patience;
    private final PagingListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int failing;
    private @Nullable FerryException lost;
    private boolean closed;

    Outage(Duration patience, PagingListener listener) {
        this.patience = patience;
        this.listener = listener;
    }

    static boolean canPass(FerryException why) {
        return why.code() == ErrorCode.SWAP_UNREACHABLE;
    }

    /** Somebody's operation fails, and will be tried again. */
    void begins(FerryException why) {
        locked(() -> {
            if (failing++ == 0) {
                listener.onWaiting(why);
            }
        });
    }

    /** An operation that {@link #begins} was called for is tried no more: it was done, or was given up. */
    void ends(boolean done) {
        locked(() -> {
            if (--failing == 0 && done) {
                listener.onRecovered();
            }
        });
    }

    /** The guest cannot get a page back. */
    void loses(FerryException why) {
        locked(() -> {
            if (lost == null) {
                lost = why;
                listener.onLost(why);
            }
        });
    }

    /** Throws what the guest was lost by, if it is. */
    void requireNotLost() {
        locked(() -> {
            if (lost != null) {
                throw new FerryException(lost.code(), lost.getMessage(), lost);
            }
        });
    }

    /** Whether it is too late for an operation that has failed since then. */
    boolean isTooLong(long sinceNanos) {
        return System.nanoTime() - sinceNanos > patience.toNanos();
    }

    /** How long to wait before the next attempt, where the last one came after a wait of so long; 0 at first. */
    static long pauseNanos(long lastNanos) {
        return Math.clamp(2 * lastNanos, MIN_PAUSE_NANOS, MAX_PAUSE_NANOS);
    }

    /** Does an operation again and again until it can be done. Throws what it throws once patience is over. */
    <T> T outlast(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (FerryException first) {
            if (!canPass(first)) {
                throw first;
            }
            return retry(operation, first);
        }
    }

    private <T> T retry(Supplier<T> operation, FerryException first) {
        long sinceNanos = System.nanoTime();
        FerryException failure = first;
        boolean done = false;
        begins(first);
        try {
            for (long pause = pauseNanos(0); !isTooLong(sinceNanos)
                    && pause(pause); pause = pauseNanos(pause)) {
                try {
                    T result = operation.get();
                    done = true;
                    return result;
                } catch (FerryException again) {
                    failure = again;
                    if (!canPass(again)) {
                        break;
                    }
                }
            }
            throw failure;
        } finally {
            ends(done);
        }
    }

    /** Waits so long; false where nothing is to be tried any more. */
    private boolean pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!closed && left > 0) {
                left = ended.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is tried again from here on. */
    void close() {
        locked(() -> {
            closed = true;
            ended.signalAll();
        });
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
