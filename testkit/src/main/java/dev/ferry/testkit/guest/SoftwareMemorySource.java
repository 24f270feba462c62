package dev.ferry.testkit.guest;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The memory of a software guest to read. Its dirty bits are always kept, so that a log begins by clearing them. */
final class SoftwareMemorySource implements MemorySource {

    private final SoftwareMemory memory;

    SoftwareMemorySource(SoftwareMemory memory) {
        this.memory = memory;
    }

    @Override
    public MemoryGeometry geometry() {
        return memory.geometry();
    }

    @Override
    public MemorySegment view(PageRun run) {
        return memory.slice(run).asReadOnly();
    }

    @Override
    public void startDirtyLog() {
        memory.dirty().clear();
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        PageBitmap log = memory.dirty();
        long end;
        for (long first = log.next(0); first != PageSet.NONE; first = log.next(end)) {
            end = log.claim(first, log.pageCount());
            dirty.add(first, end - first);
        }
    }

    @Override
    public void stopDirtyLog() {}

    @Override
    public void collectAbsent(PageBitmap absent) {
        PageBitmap unused = PageBitmap.full(absent.pageCount());
        unused.removeAll(memory.used());
        absent.addAll(unused);
    }

    @Override
    public void collectNonPageable(PageBitmap nonPageable) {
        memory.presence().paging().collectNonPageable(nonPageable, memory.used());
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return Optional.of(memory.referenced());
    }
}
