package dev.ferry.engine;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What the destination knows of each page, while it fills and while the guest runs.
 *
 * <p>
 * While it fills, {@code known} collects the pages whose contents have come; a zero page is known and stays missing. One
 * that came as a reference is present: the trap itself brings it in.
 * Pages announced as owed are unknown again and made missing. When the guest starts, every page is known or owed:
 * from then on {@code known} is frozen, and a known page that is missing is zero.
 */
final class ArrivingPages {

    /** Reads from a lane. */
    @FunctionalInterface
    interface Reading {
        void read() throws IOException;
    }

    private final FaultTrap trap;
    private final boolean references;
    private final PageBitmap known;
    private final FaultClock faults;
    private final AtomicLong unaccounted;
    private final AtomicLong toPlace = new AtomicLong();
    private final OwedPages owed;
    /** Shared by who reads into pages that are in place; held alone to drop some. */
    private final ReadWriteLock inPlace = new ReentrantReadWriteLock();
    private volatile boolean guestRuns;

    /** @param references whether pages may come as references to the guest's swap device */
    ArrivingPages(FaultTrap trap, boolean references, FaultClock faults) {
        this.trap = trap;
        this.references = references;
        this.faults = faults;
        this.known = new PageBitmap(trap.geometry().pageCount());
        this.owed = new OwedPages(trap.geometry().pageCount());
        this.unaccounted = new AtomicLong(known.pageCount());
    }

    FaultTrap trap() {
        return trap;
    }

    /** Whether pages may come as references. */
    boolean references() {
        return references;
    }

    boolean guestRuns() {
        return guestRuns;
    }

    boolean isKnown(long page) {
        return known.contains(page);
    }

    /** While it fills: pages that are in place now, or known to be zero and missing. */
    void filled(long first, long end) {
        account(known.add(first, end - first), owed.remove(first, end - first));
    }

    /** While it fills: pages will follow after switchover. */
    void owe(PageRun run) {
        discardPresent(run.first(), run.end());
        account(owed.add(run.first(), run.count()), known.remove(run.first(), run.count()));
    }

    /** A page is known, owed or neither: counted on the way, so that nothing is scanned in the pause. */
    private void account(long entered, long left) {
        unaccounted.addAndGet(left - entered);
    }

    /**
     * While it fills: drops what older contents are in place, because newer ones are to come, or zeros have. Waits for
     * who reads into pages that are in place: the kernel would hold that thread up at a page that is gone, for good.
     */
    void discardPresent(long first, long end) {
        inPlace.writeLock().lock();
        try {
            discard(first, end);
        } finally {
            inPlace.writeLock().unlock();
        }
    }

    /** Reads into pages that are in place, none of which is dropped meanwhile. */
    void whileInPlace(Reading reading) throws IOException {
        inPlace.readLock().lock();
        try {
            reading.read();
        } finally {
            inPlace.readLock().unlock();
        }
    }

    private void discard(long first, long end) {
        PageSet present = trap.present();
        long page = present.next(first);
        while (page != PageSet.NONE && page < end) {
            long stop = Math.min(end, present.nextAbsent(page));
            trap.discard(PageRun.between(page, stop));
            page = present.next(stop);
        }
    }

    /** The first page that is neither known nor owed, or {@link PageSet#NONE} where the guest could run. */
    long firstUnaccounted() {
        if (unaccounted.get() == 0) {
            return PageSet.NONE;
        }
        PageBitmap accounted = PageBitmap.copyOf(known);
        accounted.addAll(owed.pages());
        return accounted.nextAbsent(0);
    }

    /** The guest is about to run. */
    void startGuest() {
        toPlace.set(owed.remaining());
        guestRuns = true;
    }

    /**
     * The link was lost, and nothing is being installed: what was claimed and did not come is owed again.
     *
     * @return all that is missing
     */
    PageBitmap oweAgain() {
        PageBitmap missing = PageBitmap.full(known.pageCount());
        missing.removeAll(known);
        PageSet present = trap.present();
        for (long first = present.next(0); first != PageSet.NONE;) {
            long end = present.nextAbsent(first);
            missing.remove(first, end - first);
            first = present.next(end);
        }
        for (long first = missing.next(0); first != PageSet.NONE;) {
            long end = missing.nextAbsent(first);
            owed.add(first, end - first);
            first = missing.next(end);
        }
        toPlace.set(missing.size());
        if (missing.isEmpty()) {
            trap.stopFaults();
        }
        return missing;
    }

    /** While the guest runs: claims a run that has come; says whether all of it was owed. */
    boolean claim(long first, long end) {
        return owed.claim(first, end) == end;
    }

    /** Installs a run that was claimed. */
    void place(long first, long end, MemorySegment contents) {
        trap.place(PageRun.between(first, end), contents);
        placed(first, end);
    }

    /** Installs a run of zero pages that was claimed: somebody may wait for one of them. */
    void placeZero(long first, long end) {
        trap.placeZero(PageRun.between(first, end));
        placed(first, end);
    }

    /** Takes note of a run that was claimed and lies on the swap device. */
    void placeCold(long first, long end) {
        trap.placeCold(PageRun.between(first, end));
        placed(first, end);
    }

    private void placed(long first, long end) {
        faults.placed(first, end);
        if (toPlace.addAndGet(first - end) == 0) {
            trap.stopFaults();
        }
    }

    /** Pages that are owed and not yet in place. */
    long missing() {
        return guestRuns ? toPlace.get() : 0;
    }
}
