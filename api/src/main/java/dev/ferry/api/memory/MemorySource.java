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
     * A live, read-only view of a run of pages, without a copy. Called once per run by the threads that send, several
     * at a time. The contents may change while it is read: the dirty log tells of that.
     *
     * @return a segment of exactly the run's bytes that stays valid until the source is closed
     */
    MemorySegment view(PageRun run);

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
     * and not sent. The default knows of none.
     */
    default void collectAbsent(PageBitmap absent) {}

    /**
     * Adds the pages that must be in place before the guest runs at the destination, because their absence cannot
     * be trapped there. The default has none.
     */
    default void collectNonPageable(PageBitmap nonPageable) {}

    /** How the guest's touches can be watched; the same at every call. The default has no way. */
    default Optional<AccessLog> accessLog() {
        return Optional.empty();
    }
}
