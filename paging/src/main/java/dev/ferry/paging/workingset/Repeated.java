package dev.ferry.paging.workingset;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls something again and again on a daemon thread of its own, which is what makes a watch watch. */
public final class Repeated implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Repeated.class);

    private final ScheduledExecutorService thread;

    private Repeated(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    /**
     * Begins.
     *
     * @param threadName for people
     * @param interval from the end of a call to the next one, and before the first
     * @param step what is called; if it throws, that is logged, and it is called again
     */
    public static Repeated every(String threadName, Duration interval, Runnable step) {
        ScheduledExecutorService thread = Executors
                .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name(threadName).factory());
        thread.scheduleWithFixedDelay(() -> guarded(threadName, step), interval.toNanos(), interval.toNanos(),
                TimeUnit.NANOSECONDS);
        return new Repeated(thread);
    }

    private static void guarded(String threadName, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException broken) {
            LOG.warn("{} failed this time", threadName, broken);
        }
    }

    /** Calls no more, and waits for the end of a call under way. May be called twice. */
    @Override
    public void close() {
        thread.close();
    }
}
