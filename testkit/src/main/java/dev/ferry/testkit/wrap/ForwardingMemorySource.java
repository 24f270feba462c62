package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Passes all calls on to another memory source. Extend it to change one thing. */
public class ForwardingMemorySource implements MemorySource {

    private final MemorySource inner;

    /** Wraps a memory source, which stays its owner's to close. */
    public ForwardingMemorySource(MemorySource inner) {
        this.inner = inner;
    }

    @Override
    public MemoryGeometry geometry() {
        return inner.geometry();
    }

    @Override
    public MemorySegment view(PageRun run) {
        return inner.view(run);
    }

    @Override
    public void release(MemorySegment view) {
        inner.release(view);
    }

    @Override
    public void startDirtyLog() {
        inner.startDirtyLog();
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        inner.collectDirty(dirty);
    }

    @Override
    public void stopDirtyLog() {
        inner.stopDirtyLog();
    }

    @Override
    public void collectAbsent(PageBitmap absent) {
        inner.collectAbsent(absent);
    }

    @Override
    public void collectNonPageable(PageBitmap nonPageable) {
        inner.collectNonPageable(nonPageable);
    }

    @Override
    public Optional<PageSet> cold() {
        return inner.cold();
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return inner.accessLog();
    }
}
