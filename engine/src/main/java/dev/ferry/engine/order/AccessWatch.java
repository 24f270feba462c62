package dev.ferry.engine.order;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches which pages a guest uses, pass after pass, on a thread of its own, until its order is asked for. The guest
 * runs meanwhile. Made, ended and closed by one thread.
 */
public final class AccessWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);
    private static final long CHECK_MILLIS = 50;

    private final AccessLog log;
    private final long intervalMillis;
    private final LruList list;
    private final PageBitmap touched;
    private final Thread thread = Thread.ofPlatform().daemon().name("ferry-access-watch")
            .unstarted(this::watch);
    private long passes;
    private boolean ended;
    private @Nullable Throwable failure;

    /**
     * Begins to watch.
     *
     * @param log which is this watch's alone until it is closed
     * @param pageCount of the guest
     * @param interval from the end of a pass to the next one
     */
    public AccessWatch(AccessLog log, long pageCount, Duration interval) {
        this.log = log;
        this.intervalMillis = Math.max(1, interval.toMillis());
        this.list = new LruList(pageCount);
        this.touched = new PageBitmap(pageCount);
        log.start();
        thread.start();
    }

    private synchronized void watch() {
        try {
            while (!ended) {
                wait(intervalMillis);
                if (!ended) {
                    pass();
                    notifyAll();
                }
            }
        } catch (InterruptedException | RuntimeException | Error broken) {
            failure = broken;
            notifyAll();
        }
    }

    private void pass() {
        touched.clear();
        log.collect(touched);
        list.pass(touched);
        passes++;
    }

    /**
     * Waits until so many passes were made, or no more come.
     *
     * @param check called now and then meanwhile; what it throws ends the wait
     */
    public synchronized void awaitPasses(long count, Runnable check) throws InterruptedException {
        while (passes < count && failure == null && !ended) {
            check.run();
            wait(CHECK_MILLIS);
        }
        check.run();
    }

    /**
     * Makes a last pass and ends. Where the log has failed, the order is what was seen until then.
     *
     * @return what was seen
     */
    public Seen finish() {
        boolean first = end();
        synchronized (this) {
            try {
                lastPass(first);
            } finally {
                stopLog();
            }
            return new Seen(list.order(), passes, list.referencedPages());
        }
    }

    private void lastPass(boolean first) {
        if (first && failure == null) {
            try {
                pass();
            } catch (RuntimeException broken) {
                failure = broken;
            }
        }
        if (failure != null) {
            LOG.warn("what the guest uses could not be watched to the end", failure);
        }
    }

    /** Ends the thread; says whether it had not ended. */
    private boolean end() {
        boolean first;
        synchronized (this) {
            first = !ended;
            ended = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return first;
    }

    private void stopLog() {
        try {
            log.stop();
        } catch (RuntimeException broken) {
            LOG.error("the access log could not be stopped", broken);
        }
    }

    /** Ends the watch, and its cost to the guest. May be called twice. */
    @Override
    public void close() {
        if (end()) {
            stopLog();
        }
    }

    /**
     * What a watch came to.
     *
     * @param order by last use
     * @param passes how many passes it rests on
     * @param usedPages how many pages were seen used
     */
    public record Seen(PageOrder order, long passes, long usedPages) {}
}
