package dev.ferry.paging;

import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import dev.ferry.api.memory.SwapFaults;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the guest waits for, and where it comes from: standby at once, the device by way of who reads it, and what is not
 * known here from the engine. Any thread; pages are read by one.
 */
final class Faults {

    /**
     * A page that the guest waits for.
     *
     * @param sinceNanos since when
     */
    record Wanted(long page, long sinceNanos) {}

    private final ReentrantLock lock;
    private final Condition pageWanted;
    private final PagingTrap trap;
    private final Places places;
    private final Eviction eviction;
    private final FaultQueue unknown = new FaultQueue();
    private final SwapClock clock = new SwapClock();
    private final Deque<Wanted> wanted = new ArrayDeque<>();
    /** Pages that are wanted, being read, or lost. */
    private final PageBitmap expected;
    /** Pages that the engine was asked for. */
    private final PageBitmap asked;
    private boolean unknownIsZero;
    private boolean ended;
    private long read;
    private long rescued;

    Faults(ReentrantLock lock, PagingTrap trap, Places places, Eviction eviction) {
        this.lock = lock;
        this.pageWanted = lock.newCondition();
        this.trap = trap;
        this.places = places;
        this.eviction = eviction;
        this.expected = new PageBitmap(trap.geometry().pageCount());
        this.asked = new PageBitmap(trap.geometry().pageCount());
    }

    /** Under the lock. */
    long read() {
        return read;
    }

    /** Under the lock. */
    long rescued() {
        return rescued;
    }

    SwapFaults answered() {
        return clock.figures();
    }

    /** The guest has touched a page and waits for it, unless it has come meanwhile. */
    void touched(long page) {
        lock.lock();
        try {
            if (places.isResident(page)) {
                return;
            }
            if (places.rescue(page)) {
                rescued++;
                eviction.somethingChanged();
            } else if (unknownIsZero || places.held().contains(page)) {
                want(page);
            } else {
                asked.add(page);
                unknown.add(page);
            }
        } finally {
            lock.unlock();
        }
    }

    private void want(long page) {
        if (expected.add(page)) {
            wanted.add(new Wanted(page, System.nanoTime()));
            pageWanted.signal();
        }
    }

    /** The next page that the engine is to bring, or {@link FaultTrap#STOPPED}. */
    long nextUnknown() {
        return unknown.next();
    }

    void stopUnknown() {
        unknown.stop();
    }

    /** Pages that were never held are zero from here on: nobody else knows of any. */
    void unknownIsZero() {
        lock.lock();
        try {
            unknownIsZero = true;
            wantAsked(new PageRun(0, asked.pageCount()));
        } finally {
            lock.unlock();
        }
    }

    /** Whether the guest is whole here: nobody else is to bring any page of it. */
    boolean isWhole() {
        lock.lock();
        try {
            return unknownIsZero;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: the engine has said that pages lie on the device, or that they are zero. */
    void wantAsked(PageRun run) {
        for (long page = asked.next(run.first(), run.end()); page != PageSet.NONE; page = asked.next(page + 1,
                run.end())) {
            want(page);
        }
        asked.remove(run.first(), run.count());
    }

    /** Under the lock: the engine has brought pages. */
    void answered(PageRun run) {
        asked.remove(run.first(), run.count());
    }

    /** Waits until pages are wanted and there is room for them; false once this has ended. */
    boolean awaitWanted() {
        lock.lock();
        try {
            while (!ended && (wanted.isEmpty() || !eviction.hasRoom())) {
                if (wanted.isEmpty()) {
                    pageWanted.awaitUninterruptibly();
                } else {
                    eviction.awaitRoom();
                }
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Pages to read, the longest waiting first; those that are not held come at once, as zeros. */
    List<Wanted> nextWanted() {
        lock.lock();
        try {
            List<Wanted> toRead = new ArrayList<>();
            while (!wanted.isEmpty() && toRead.size() < eviction.sizes().batch()) {
                Wanted next = wanted.remove();
                if (places.cold().contains(next.page())) {
                    toRead.add(next);
                } else {
                    places.bringIn(next.page(), trap::placeZero);
                    arrived(next);
                }
            }
            return toRead;
        } finally {
            lock.unlock();
        }
    }

    /** A page that was wanted was read. */
    void wasRead(Wanted page, MemorySegment contents) {
        lock.lock();
        try {
            places.bringBack(page.page(), contents);
            arrived(page);
            read++;
        } finally {
            lock.unlock();
        }
        clock.answered(page.sinceNanos());
    }

    private void arrived(Wanted page) {
        expected.remove(page.page());
        eviction.somethingChanged();
    }

    /** Whether the guest waits for a page: it may be being read just now. */
    boolean isExpected(long page) {
        return expected.contains(page);
    }

    /** A page could not be read, and is still wanted. */
    void wantAgain(Wanted page) {
        lock.lock();
        try {
            wanted.add(page);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits before what could not be read is read again, or until something else is wanted.
     *
     * @param nanos how long
     * @param failing how many pages could not be read
     */
    void pause(long nanos, int failing) {
        lock.lock();
        try {
            long left = nanos;
            while (!ended && left > 0 && wanted.size() <= failing) {
                left = pageWanted.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting, now and from now on. */
    void end() {
        lock.lock();
        try {
            ended = true;
            pageWanted.signalAll();
        } finally {
            lock.unlock();
        }
        unknown.stop();
    }
}
