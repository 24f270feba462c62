package dev.ferry.api.memory;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Guest memory to read, at the source. The engine asks; the guest may run meanwhile. Owned and closed by whoever made
 * it, after the migration.
 */
public interface MemorySource {

    /** The shape of the memory; the same at every call. */
    MemoryGeometry geometry();

    /**
     * A read-only view of a run of pages: of the memory itself, without a copy, unless its pages come and go. Called once
     * per run by the threads that send, several at a time. The contents may change while it is read: the dirty log tells
     * of that.
     *
     * @return a segment of exactly the run's bytes that stays valid until it is released, at the latest until the source
     *         is closed
     */
    MemorySegment view(PageRun run);

    /**
     * Says that a view has been read. Called once for each view, by the thread that asked for it. Memory whose pages
     * come and go gives views of copies, and uses their room again; the default does nothing.
     *
     * @param view what {@link #view} returned, itself and not a part of it
     */
    default void release(MemorySegment view) {}

    /**
     * Begins to log writes: from here on every page that changes is reported by the next {@link #collectDirty}. The
     * guest may run. Called on the thread of the session, at most once before {@link #stopDirtyLog}.
     */
    void startDirtyLog();

    /**
     * Adds the pages that may have changed since the log was started or last collected, and goes on logging. No
     * change is lost between the two: a page that changes during the call is reported now or at the next call.
     * Discarding a page (balloon) counts as a change. Called once per round, once in the pause, and during a round to
     * see which pages are dirty again; by the thread of the session or by those that send, one at a time, each call
     * after the one before.
     */
    void collectDirty(PageBitmap dirty);

    /** Stops the log and its cost. Does nothing where it is not running. */
    void stopDirtyLog();

    /**
     * Adds the pages that hold nothing and would read as zero: free, ballooned or never touched. They are not read
     * and not sent. The guest may run: a page counts that was absent at any moment of the call, and if it is written
     * after that, the dirty log tells of it. Called on the thread of the session: before the first pages are sent, after
     * a round that left many dirty, and when push begins. The default knows of none.
     */
    default void collectAbsent(PageBitmap absent) {}

    /**
     * Adds the pages that must be in place before the guest runs at the destination, because their absence cannot
     * be trapped there. The default has none.
     */
    default void collectNonPageable(PageBitmap nonPageable) {}

    /**
     * The pages whose contents lie on the guest's swap device and nowhere else: a live set, which changes while the guest
     * runs. A page that is on the device and in memory is not among them; but what a cold page held stays on the device,
     * also once the page is in memory again, until it is written, and the dirty log tells of that. Pages whose absence
     * cannot be trapped are never cold. Where a strategy refers to cold pages, those are not viewed; where it does not, a
     * view has their contents from the device, and they stay cold. Empty, as by default, where the guest has no swap
     * device.
     */
    default Optional<PageSet> cold() {
        return Optional.empty();
    }

    /** How the guest's touches can be watched; the same at every call. The default has no way. */
    default Optional<AccessLog> accessLog() {
        return Optional.empty();
    }
}
