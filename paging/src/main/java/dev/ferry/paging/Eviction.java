package dev.ferry.paging;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much memory the guest has too much, and the steps that make room: taking pages out, and writing those that have
 * been on standby for longest. Any thread; the steps one at a time.
 */
final class Eviction {

    /** Pages on their way to the device: their contents as they were taken out. */
    record Batch(List<Standby.Kept> pages, long[] slots, MemorySegment contents) {}

    /** So many pages at most are taken out, or tried, before others get a turn at the lock. */
    private static final int TAKE_OUT_PAGES = 32;
    /** So many slots at most are freed before pages get a turn at the device, and whoever pauses the guest. */
    private static final long FREE_SLOTS = 1024;

    private final ReentrantLock lock;
    private final Condition roomNeeded;
    private final Condition roomMade;
    private final Condition writeEnded;
    private final Places places;
    /** Runs of cold pages that are being read for a copy: their slots are not to be written. */
    private final List<PageRun> viewed = new ArrayList<>();
    private final MemorySegment writeBuffer;
    private Sizes sizes;
    private boolean runs;
    /** Slots are being written, or freed. */
    private boolean writing;
    private boolean failing;
    /** No page can be taken out, or none written, until something changes. */
    private boolean stuck;
    private boolean ended;
    private long written;

    Eviction(ReentrantLock lock, Places places, Sizes sizes) {
        this.lock = lock;
        this.roomNeeded = lock.newCondition();
        this.roomMade = lock.newCondition();
        this.writeEnded = lock.newCondition();
        this.places = places;
        this.sizes = sizes;
        this.writeBuffer = Arena.ofAuto().allocate(
                places.geometry().bytes(Math.min(places.geometry().pageCount(), Sizes.MAX_BATCH_PAGES)),
                places.geometry().pageSizeBytes());
    }

    /** The guest may run here, and its device may be written. */
    void start() {
        lock.lock();
        try {
            runs = true;
            somethingChanged();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is taken out from here on, nor begun to be written or freed; says whether it was. Whoever waits has room. */
    boolean stop() {
        lock.lock();
        try {
            boolean ran = runs;
            runs = false;
            roomMade.signalAll();
            return ran;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of what is being written or freed. */
    void awaitWritten() {
        lock.lock();
        try {
            while (writing) {
                writeEnded.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void resize(Sizes newSizes) {
        lock.lock();
        try {
            sizes = newSizes;
            somethingChanged();
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    Sizes sizes() {
        return sizes;
    }

    /** Under the lock. */
    long written() {
        return written;
    }

    /** Under the lock: pages have come, or can be moved now that could not. */
    void somethingChanged() {
        stuck = false;
        if (isOver()) {
            roomNeeded.signal();
        }
    }

    /** Under the lock: pages have gone, and their slots may be to be freed. */
    void pagesDiscarded() {
        roomMade.signalAll();
        roomNeeded.signal();
    }

    private boolean isOver() {
        return places.residentPages() > sizes.resident() || places.standby().count() > sizes.standby();
    }

    /** Under the lock: whether a page more would not be too much; always while nothing is evicted. */
    boolean hasRoom() {
        return !runs || stuck || ended || places.memoryPages() < sizes.reservation() + sizes.batch();
    }

    /** Waits for {@link #hasRoom}. */
    void awaitRoom() {
        lock.lock();
        try {
            while (!hasRoom()) {
                roomMade.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for {@link #hasRoom}, or until it is seen that none can be made now: memory that arrives is not held up. */
    void awaitRoomToFill() {
        lock.lock();
        try {
            while (!hasRoom() && !failing) {
                roomMade.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until pages are to be taken out or written, or slots to be freed; false once this has ended. */
    boolean awaitWork() {
        lock.lock();
        try {
            while (!ended && !isPressed() && !mayFree()) {
                roomNeeded.awaitUninterruptibly();
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    /** Whether pages are to be taken out or written now. */
    boolean isPressed() {
        lock.lock();
        try {
            return !ended && runs && !stuck && isOver();
        } finally {
            lock.unlock();
        }
    }

    /** Whether whoever brings pages in has to wait. */
    boolean isFull() {
        lock.lock();
        try {
            return !hasRoom();
        } finally {
            lock.unlock();
        }
    }

    /** Takes some pages out, if there are too many and standby has room; says whether it has. */
    boolean takeOut() {
        lock.lock();
        try {
            long pages = runs
                    ? Math.min(places.residentPages() - sizes.resident(),
                            Math.min(sizes.standby() - places.standby().count(), TAKE_OUT_PAGES))
                    : 0;
            long taken = 0;
            // A page that cannot be taken now does not keep the others.
            for (int tries = 0; tries < TAKE_OUT_PAGES && taken < pages; tries++) {
                long victim = places.victim();
                if (victim == PageSet.NONE) {
                    break;
                }
                if (places.takeOut(victim)) {
                    taken++;
                }
            }
            if (pages > 0 && taken == 0) {
                nothingMoves();
            }
            return taken > 0;
        } finally {
            lock.unlock();
        }
    }

    /** The oldest pages on standby, to be written; none where there is nothing that may be. */
    @Nullable
    Batch startWrite() {
        lock.lock();
        try {
            List<Standby.Kept> pages = runs
                    ? places.standby().oldestFirst().stream().filter(kept -> !isViewed(kept.page))
                            .limit(sizes.batch()).toList()
                    : List.of();
            if (pages.isEmpty()) {
                nothingMoves();
                return null;
            }
            writing = true;
            long bytes = 0;
            for (Standby.Kept kept : pages) {
                writeBuffer.asSlice(bytes, kept.contents.byteSize()).copyFrom(kept.contents);
                bytes += kept.contents.byteSize();
            }
            return new Batch(pages, pages.stream().mapToLong(kept -> kept.page).toArray(),
                    writeBuffer.asSlice(0, bytes));
        } finally {
            lock.unlock();
        }
    }

    /** A batch was written, or may not have been: what the guest has touched meanwhile is where it is. */
    void endWrite(Batch batch, boolean done) {
        lock.lock();
        try {
            writing = false;
            failing = !done;
            if (done) {
                written += batch.pages().stream().filter(places::nowCold).count();
            }
            writeEnded.signalAll();
            roomMade.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean mayFree() {
        return runs && places.hasStale();
    }

    /** Slots to be freed, if some are to be: none is written meanwhile, since one thread does both. */
    Optional<PageRun> startFree() {
        lock.lock();
        try {
            Optional<PageRun> slots = mayFree() ? places.takeStale(FREE_SLOTS) : Optional.empty();
            writing = slots.isPresent();
            return slots;
        } finally {
            lock.unlock();
        }
    }

    /** Slots were freed, or may not have been: then the others stay as they are, too. */
    void endFree(boolean done) {
        lock.lock();
        try {
            writing = false;
            if (!done) {
                places.forgetStale();
            }
            writeEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void nothingMoves() {
        stuck = true;
        roomMade.signalAll();
    }

    /** Under the lock: the slots of these pages are read from here on, and not written until {@link #endView}. */
    void startView(PageRun run) {
        viewed.add(run);
    }

    void endView(PageRun run) {
        lock.lock();
        try {
            viewed.remove(run);
            somethingChanged();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: whether the slot of a page is being read for a copy. */
    boolean isViewed(long page) {
        return viewed.stream().anyMatch(run -> run.contains(page));
    }

    /** Waits so long before what could not be written is written again. */
    void pause(long nanos) {
        lock.lock();
        try {
            if (!ended) {
                writeEnded.awaitNanos(nanos);
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
            roomNeeded.signalAll();
            roomMade.signalAll();
            writeEnded.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
