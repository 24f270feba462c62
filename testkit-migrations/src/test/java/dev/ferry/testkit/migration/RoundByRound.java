package dev.ferry.testkit.migration;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/** A copy of a guest's memory that is kept up to date by the dirty log alone, as pre-copy does. For one thread. */
final class RoundByRound {

    private final MemorySource source;
    private final MemorySegment copy;
    private final PageBitmap dirty;

    /** Starts the log. */
    RoundByRound(MemorySource source) {
        this.source = source;
        this.copy = MemorySegment.ofArray(new byte[Math.toIntExact(source.geometry().memoryBytes())]);
        this.dirty = PageBitmap.full(source.geometry().pageCount());
        source.startDirtyLog();
    }

    /** Copies what has changed since the last time. */
    void update() {
        source.collectDirty(dirty);
        for (long page = dirty.next(0); page != PageSet.NONE; page = dirty.next(page + 1)) {
            MemorySegment view = source.view(new PageRun(page, 1));
            copied(page).copyFrom(view);
            source.release(view);
        }
        dirty.clear();
    }

    /** A page that is not as the copy has it; while the guest is paused. */
    OptionalLong differingPage() {
        for (long page = 0; page < dirty.pageCount(); page++) {
            MemorySegment view = source.view(new PageRun(page, 1));
            boolean same = copied(page).mismatch(view) == -1;
            source.release(view);
            if (!same) {
                return OptionalLong.of(page);
            }
        }
        return OptionalLong.empty();
    }

    private MemorySegment copied(long page) {
        return copy.asSlice(source.geometry().bytes(page), source.geometry().pageSizeBytes());
    }
}
