package dev.ferry.paging;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The pages of a guest, and the steps by which they come and go. Without threads: {@link PagerThreads} takes the steps,
 * or a test does, in whatever order. One lock guards where a page is; the device is never used under it.
 */
final class Pager {

    private final PagingTrap trap;
    private final ReentrantLock lock = new ReentrantLock();
    private final Places places;
    private final Eviction eviction;
    private final Faults faults;
    /** Pages emptied since somebody asked. Marked after that, so that a collection comes after it. */
    private final PageBitmap emptied;

    Pager(PagingTrap trap, Places places, Sizes sizes) {
        this.trap = trap;
        this.places = places;
        this.eviction = new Eviction(lock, places, sizes);
        this.faults = new Faults(lock, trap, places, eviction);
        this.emptied = new PageBitmap(trap.geometry().pageCount());
    }

    MemoryGeometry geometry() {
        return trap.geometry();
    }

    PageSet held() {
        return places.held();
    }

    PageSet cold() {
        return places.cold();
    }

    Eviction eviction() {
        return eviction;
    }

    Faults faults() {
        return faults;
    }

    /** Installs pages that are not held; throws where one is, with those before it in place. */
    void place(PageRun run, MemorySegment contents) {
        fill(run, missing -> trap.place(missing, contents.asSlice(0, geometry().bytes(missing.count()))));
    }

    /** Installs zeros as {@link #place} does contents. */
    void placeZero(PageRun run) {
        fill(run, trap::placeZero);
    }

    /** Not under the lock while memory is copied: several threads fill it at a time, each its own pages. */
    private void fill(PageRun run, Consumer<PageRun> filling) {
        long end = places.firstHeld(run);
        if (end > run.first()) {
            PageRun missing = PageRun.between(run.first(), end);
            filling.accept(missing);
            lock.lock();
            try {
                places.nowResident(missing);
                faults.answered(missing);
                eviction.somethingChanged();
            } finally {
                lock.unlock();
            }
        }
        checkMissing(run, end);
    }

    /** Takes note of pages that lie on the device. */
    void placeCold(PageRun run) {
        lock.lock();
        try {
            checkMissing(run, places.firstHeld(run));
            places.nowCold(run);
            faults.wantAsked(run);
        } finally {
            lock.unlock();
        }
    }

    private static void checkMissing(PageRun run, long firstHeld) {
        if (firstHeld < run.end()) {
            throw new IllegalStateException("page " + firstHeld + " of " + run + " is present already");
        }
    }

    MemorySegment landing(PageRun run) {
        lock.lock();
        try {
            return places.landing(run);
        } finally {
            lock.unlock();
        }
    }

    /** Makes pages missing, for others to come: what lies on the device stays. */
    void discard(PageRun run) {
        lock.lock();
        try {
            places.discard(run);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The guest needs what pages hold no more: they are zero from here on, and their slots are freed in time. One that is
     * being read just now keeps its slot; it would be seen to be damaged otherwise.
     */
    void empty(PageRun run) {
        lock.lock();
        try {
            places.discard(run);
            LongStream.range(run.first(), run.end())
                    .filter(page -> !faults.isExpected(page) && !eviction.isViewed(page))
                    .forEach(places::nowStale);
            emptied.add(run.first(), run.count());
            eviction.pagesDiscarded();
        } finally {
            lock.unlock();
        }
    }

    /** Adds the pages emptied since the last call; any thread. */
    void collectEmptied(PageBitmap pages) {
        emptied.drainTo(pages);
    }

    /**
     * Copies pages from the first one on that are in the same place; zeros for those that are not held.
     *
     * @return the page after them; the first one where that is cold
     */
    long copy(long first, long end, MemorySegment target) {
        lock.lock();
        try {
            return places.copy(first, end, target);
        } finally {
            lock.unlock();
        }
    }

    /** The cold pages from the first one on, if it is cold: none of their slots is written up to its end. */
    Optional<PageRun> startView(long first, long end) {
        lock.lock();
        try {
            if (!places.cold().contains(first)) {
                return Optional.empty();
            }
            PageRun run = PageRun.between(first, Math.min(end, places.cold().nextAbsent(first)));
            eviction.startView(run);
            return Optional.of(run);
        } finally {
            lock.unlock();
        }
    }

    void collectAbsent(PageBitmap absent) {
        PageBitmap unheld = PageBitmap.full(absent.pageCount());
        unheld.removeAll(places.held());
        absent.addAll(unheld);
    }

    PagerFigures figures() {
        lock.lock();
        try {
            return new PagerFigures(eviction.sizes().reservation(), places.memoryPages(),
                    places.cold().size(),
                    faults.read(), eviction.written(), faults.rescued());
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting, now and from now on. */
    void end() {
        eviction.end();
        faults.end();
    }
}
