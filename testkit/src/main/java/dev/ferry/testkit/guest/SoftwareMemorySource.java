package dev.ferry.testkit.guest;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Consumer;

/** The memory of a software guest to read. Its dirty bits are always kept, so that a log begins by clearing them. */
final class SoftwareMemorySource implements MemorySource {

    private final SoftwareMemory memory;
    private final Consumer<PageBitmap> collectFree;

    /** Memory of nobody, of which no page is free. */
    SoftwareMemorySource(SoftwareMemory memory) {
        this(memory, _ -> {});
    }

    /**
     * Memory of a guest.
     *
     * @param collectFree adds the pages that the guest would take without asking for their contents
     */
    SoftwareMemorySource(SoftwareMemory memory, Consumer<PageBitmap> collectFree) {
        this.memory = memory;
        this.collectFree = collectFree;
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
        memory.dirty().drainTo(dirty);
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
        memory.presence().paging().collectNonPageable(nonPageable, collectFree);
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return Optional.of(memory.referenced());
    }
}
