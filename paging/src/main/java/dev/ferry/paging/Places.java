package dev.ferry.paging;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where each page is. One that is held is in one of three places: resident, where the guest can touch it; on standby,
 * taken out and not yet written; or cold, on the device alone. Changed under the lock of the {@link Pager}; the sets may
 * be read by anybody.
 */
class Places {

    /** So many pages at most are copied before others get a turn at the lock. */
    private static final int COPY_PAGES = 64;

    private final PagingTrap trap;
    private final PageBitmap held;
    private final PageBitmap cold;
    /** Slots that hold contents which nobody needs any more, and that are to be freed. */
    private final PageBitmap stale;
    private final ResidentClock residents;
    private final Standby standby;

    Places(PagingTrap trap, List<PageRun> pinned) {
        long pageCount = trap.geometry().pageCount();
        this.trap = trap;
        this.held = new PageBitmap(pageCount);
        this.cold = new PageBitmap(pageCount);
        this.stale = new PageBitmap(pageCount);
        this.residents = new ResidentClock(pageCount, pinned);
        this.standby = new Standby(trap.geometry().pageSizeBytes());
    }

    MemoryGeometry geometry() {
        return trap.geometry();
    }

    /** Pages that the guest can touch without anybody else's help. */
    PageBitmap held() {
        return held;
    }

    PageSet cold() {
        return cold;
    }

    Standby standby() {
        return standby;
    }

    boolean isResident(long page) {
        return residents.pages().contains(page);
    }

    long residentPages() {
        return residents.count();
    }

    long memoryPages() {
        return residents.count() + standby.count();
    }

    /** The first page of a run that is held, or its end. */
    long firstHeld(PageRun run) {
        long page = held.next(run.first(), run.end());
        return page == PageSet.NONE ? run.end() : page;
    }

    /** Pages were installed. */
    void nowResident(PageRun run) {
        held.add(run.first(), run.count());
        cold.remove(run.first(), run.count());
        residents.add(run);
    }

    /**
     * Installs a page that is cold or not held. It is held, and not cold any more, before the guest can write it: a migration
     * that has seen the write must take the page neither for an absent one nor for one that is on the device as it was.
     */
    void bringIn(long page, Consumer<PageRun> installing) {
        PageRun run = new PageRun(page, 1);
        boolean wasCold = cold.remove(page);
        boolean wasHeld = !held.add(page);
        try {
            installing.accept(run);
        } catch (RuntimeException | Error failed) {
            if (wasCold) {
                cold.add(page);
            }
            if (!wasHeld) {
                held.remove(page);
            }
            throw failed;
        }
        nowResident(run);
    }

    /** Installs a page that was read from the device; as zeros where it has been discarded since it was asked for. */
    void bringBack(long page, MemorySegment contents) {
        bringIn(page, cold.contains(page) ? run -> trap.place(run, contents) : trap::placeZero);
    }

    /** Pages lie on the device. */
    void nowCold(PageRun run) {
        held.add(run.first(), run.count());
        cold.add(run.first(), run.count());
    }

    /** A page was written; says whether that counts: not where it has been touched since. */
    boolean nowCold(Standby.Kept kept) {
        boolean counts = standby.remove(kept) && cold.add(kept.page);
        if (counts) {
            stale.remove(kept.page);
        }
        return counts;
    }

    /** What lies in the slot of a page is of no use any more, until the page is written there again. */
    void nowStale(long page) {
        stale.add(page);
    }

    boolean isStale(long page) {
        return stale.contains(page);
    }

    boolean hasStale() {
        return !stale.isEmpty();
    }

    /** Stale slots, at most so many, which count as freed from here on. */
    Optional<PageRun> takeStale(long most) {
        long first = stale.next(0);
        if (first == PageSet.NONE) {
            return Optional.empty();
        }
        PageRun slots = PageRun.between(first, Math.min(first + most, stale.nextAbsent(first)));
        stale.remove(slots.first(), slots.count());
        return Optional.of(slots);
    }

    /** Stale slots stay as they are. */
    void forgetStale() {
        stale.clear();
    }

    /** Puts a page back that is on standby; says whether it was. */
    boolean rescue(long page) {
        Standby.Kept kept = standby.find(page);
        if (kept == null) {
            return false;
        }
        PageRun run = new PageRun(page, 1);
        trap.place(run, kept.contents);
        standby.remove(kept);
        residents.add(run);
        return true;
    }

    /** Room for newer contents of pages that are held: those that are cold need not be read for it. */
    MemorySegment landing(PageRun run) {
        long missing = held.nextAbsent(run.first());
        if (missing < run.end()) {
            throw new IllegalStateException("page " + missing + " of " + run + " is missing");
        }
        for (long page = residents.pages().nextAbsent(run.first()); page < run.end(); page = residents.pages()
                .nextAbsent(page)) {
            if (!rescue(page)) {
                bringIn(page, trap::placeZero);
            }
        }
        return trap.landing(run);
    }

    /** Forgets pages, wherever they are. */
    void discard(PageRun run) {
        standby.removeAll(run);
        held.remove(run.first(), run.count());
        cold.remove(run.first(), run.count());
        residents.remove(run);
        trap.discard(run);
    }

    /** The page that is to be taken out next, or {@link PageSet#NONE}; another one at each call. */
    long victim() {
        return residents.victim();
    }

    /** Takes a page out that is resident; says whether it could be taken. */
    boolean takeOut(long victim) {
        PageRun page = new PageRun(victim, 1);
        MemorySegment room = standby.room();
        if (trap.takeOut(page, room) == 0) {
            standby.giveBack(room);
            return false;
        }
        residents.remove(page);
        standby.add(victim, room);
        return true;
    }

    /**
     * Copies pages from the first one on that are in the same place; those that are not held are zero.
     *
     * @return the page after them; the first one where that is cold
     */
    long copy(long first, long end, MemorySegment target) {
        if (isResident(first)) {
            PageRun run = PageRun.between(first,
                    Math.min(Math.min(end, first + COPY_PAGES), residents.pages().nextAbsent(first)));
            trap.copy(run, target.asSlice(0, geometry().bytes(run.count())));
            return run.end();
        }
        if (cold.contains(first)) {
            return first;
        }
        MemorySegment page = target.asSlice(0, geometry().pageSizeBytes());
        Standby.Kept kept = standby.find(first);
        if (kept == null) {
            page.fill((byte) 0);
        } else {
            page.copyFrom(kept.contents);
        }
        return first + 1;
    }
}
