package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * Checks who calls a memory source: runs within the guest's memory, views released once each, sets of its size, the dirty
 * log used by one thread at a time, started once before it is stopped, and collected only while it runs; the access log likewise.
 */
public final class AssertingMemorySource extends ForwardingMemorySource {

    private final OneAtATime calls;
    private final long pageCount;
    private final Optional<AssertingAccessLog> accessLog;
    private final Set<MemorySegment> open = Collections
            .synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private boolean logRuns;

    /** Wraps a memory source. */
    public AssertingMemorySource(MemorySource inner, Violations violations) {
        super(inner);
        this.calls = new OneAtATime("MemorySource", violations);
        this.pageCount = inner.geometry().pageCount();
        this.accessLog = inner.accessLog().map(log -> new AssertingAccessLog(log, pageCount, violations));
    }

    /** Notes a dirty log or an access log that was left running: to be called once the migration is over. */
    public void checkEnd() {
        calls.check(!logRuns, () -> "the dirty log was not stopped");
        accessLog.ifPresent(AssertingAccessLog::checkEnd);
    }

    @Override
    public MemorySegment view(PageRun run) {
        calls.check(run.end() <= pageCount, () -> "view of " + run + " of " + pageCount + " pages");
        MemorySegment view = super.view(run);
        open.add(view);
        return view;
    }

    @Override
    public void release(MemorySegment view) {
        calls.check(open.remove(view), () -> "release of what is no view, or was released");
        super.release(view);
    }

    @Override
    public void startDirtyLog() {
        try (var _ = calls.enter("startDirtyLog")) {
            calls.check(!logRuns, () -> "startDirtyLog where it runs");
            super.startDirtyLog();
            logRuns = true;
        }
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        try (var _ = calls.enter("collectDirty")) {
            calls.check(logRuns, () -> "collectDirty where the log does not run");
            checkSize(dirty);
            super.collectDirty(dirty);
        }
    }

    @Override
    public void stopDirtyLog() {
        try (var _ = calls.enter("stopDirtyLog")) {
            super.stopDirtyLog();
            logRuns = false;
        }
    }

    @Override
    public void collectAbsent(PageBitmap absent) {
        checkSize(absent);
        super.collectAbsent(absent);
    }

    @Override
    public void collectNonPageable(PageBitmap nonPageable) {
        checkSize(nonPageable);
        super.collectNonPageable(nonPageable);
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return accessLog.map(AccessLog.class::cast);
    }

    private void checkSize(PageBitmap pages) {
        calls.check(pages.pageCount() == pageCount,
                () -> "a set of " + pages.pageCount() + " pages for " + pageCount);
    }
}
