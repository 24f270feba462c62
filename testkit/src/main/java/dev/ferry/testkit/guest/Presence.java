package dev.ferry.testkit.guest;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which pages are there, and who waits for the others. A touch of a present page costs two reads and takes no lock;
 * everything else happens under one.
 */
final class Presence {

    private final PageBitmap present;
    /** Pages that came since the guest began to run, and that it has not touched. */
    private final PageBitmap untouched;
    /** Pages that a touch has waited for: the others that come, come by push. */
    private final PageBitmap awaited;
    /** Pages that were reported since they were last there: one that comes and is taken out again is reported anew. */
    private final PageBitmap reported;
    private Paging paging = new ShadowPaging();
    private final LongAdder minorFaults = new LongAdder();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition placed = lock.newCondition();
    private final Condition faulted = lock.newCondition();
    private final Queue<Long> faults = new ArrayDeque<>();
    /** Whether pages may be missing. */
    private volatile boolean trapping;
    private boolean guestHasRun;
    private boolean faultsStopped;
    private boolean ended;

    Presence(PageBitmap present) {
        this.present = present;
        this.trapping = present.nextAbsent(0) < present.pageCount();
        this.untouched = new PageBitmap(present.pageCount());
        this.awaited = new PageBitmap(present.pageCount());
        this.reported = new PageBitmap(present.pageCount());
    }

    /** What the guest does beside; set before it runs. */
    void pagedBy(Paging guestsPaging) {
        paging = guestsPaging;
    }

    Paging paging() {
        return paging;
    }

    PageSet present() {
        return present;
    }

    /** Whether pages may be missing, or come yet. */
    boolean isTrapping() {
        return trapping;
    }

    long minorFaults() {
        return minorFaults.sum();
    }

    /** A touch by the guest: returns once the page is there. */
    void touch(long page) {
        if (paging.isMapped(page)) {
            return;
        }
        await(page);
        paging.map(page);
        if (untouched.contains(page) && untouched.remove(page) && !awaited.contains(page)) {
            minorFaults.increment();
        }
    }

    /** Returns once the page is there, with its contents. */
    void await(long page) {
        if (!present.contains(page)) {
            waitFor(page);
        }
        // The bit is read without ordering: what was placed before it was set must not be read before it.
        VarHandle.acquireFence();
    }

    private void waitFor(long page) {
        lock.lock();
        try {
            awaited.add(page);
            while (!present.contains(page)) {
                if (ended) {
                    throw new AccessEndedException(page);
                }
                if (reported.add(page)) {
                    faults.add(page);
                    faulted.signal();
                }
                placed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    long nextFault() {
        lock.lock();
        try {
            while (!faultsStopped && faults.isEmpty()) {
                faulted.awaitUninterruptibly();
            }
            return faultsStopped ? FaultTrap.STOPPED : faults.remove();
        } finally {
            lock.unlock();
        }
    }

    void stopFaults() {
        change(() -> faultsStopped = true);
    }

    /** Tells that the guest runs from here on. */
    void guestRuns() {
        change(() -> guestHasRun = true);
    }

    /** Makes pages present whose contents are in place, and wakes who waits for them. */
    void add(PageRun run) {
        change(() -> {
            if (guestHasRun) {
                untouched.add(run.first(), run.count());
            }
            present.add(run.first(), run.count());
            reported.remove(run.first(), run.count());
        });
    }

    void remove(PageRun run) {
        change(() -> present.remove(run.first(), run.count()));
    }

    /** Makes all pages present, as zeros where they were missing. */
    void stopTrapping() {
        change(() -> {
            faultsStopped = true;
            present.add(0, present.pageCount());
            trapping = false;
        });
    }

    /** Ends all waiting for good. */
    void end() {
        change(() -> {
            faultsStopped = true;
            ended = true;
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            placed.signalAll();
            faulted.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
