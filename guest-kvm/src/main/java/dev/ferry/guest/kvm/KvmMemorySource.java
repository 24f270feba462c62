package dev.ferry.guest.kvm;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.memory.linux.LinuxMemorySource;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The memory of a KVM guest: read as any memory on Linux is, with writes logged by KVM, which leaves the
 * guest's reads alone. Nothing to close; valid until the guest is closed.
 */
final class KvmMemorySource implements MemorySource {

    private final LinuxMemorySource memory;
    private final DirtyLog dirtyLog;

    KvmMemorySource(GuestMemory memory, DirtyLog dirtyLog) {
        this.memory = new LinuxMemorySource(memory);
        this.dirtyLog = dirtyLog;
    }

    @Override
    public MemoryGeometry geometry() {
        return memory.geometry();
    }

    @Override
    public MemorySegment view(PageRun run) {
        return memory.view(run);
    }

    @Override
    public void startDirtyLog() {
        dirtyLog.start();
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        dirtyLog.collect(dirty);
    }

    @Override
    public void stopDirtyLog() {
        dirtyLog.stop();
    }

    /** Whether pages can be discarded now: not while the memory is trapped. Any thread. */
    boolean canDiscard() {
        return memory.canDiscard();
    }

    /** Frees the pages of a run: they read as zero, and count as changed. Throws as {@link LinuxMemorySource#discard}. */
    void discard(PageRun run) {
        memory.discardUnlogged(run);
        dirtyLog.wrote(run);
    }

    @Override
    public void collectAbsent(PageBitmap absent) {
        memory.collectAbsent(absent);
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return memory.accessLog();
    }
}
