package dev.ferry.memory.linux;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link GuestMemory} to read, with writes logged by write protection. The memory may have been trapped before (a
 * guest that came here and goes on to a third host): its trap must be closed before anything is read or logged. Where
 * it is a {@link UserfaultPagingTrap}, which stays open, writes can be logged, and the pager knows the rest.
 * Has nothing of its own to close once the log is stopped; its views end with the memory.
 */
public final class LinuxMemorySource implements MemorySource {

    private final GuestMemory memory;
    /** Changes that the kernel's log does not see. Marked after the change, so that a collection comes after it. */
    private final PageBitmap marked;
    private final Optional<AccessLog> accessLog;
    private @Nullable WriteProtectLog log;

    /** A source over memory that its owner closes after the migration. */
    public LinuxMemorySource(GuestMemory memory) {
        this.memory = memory;
        this.accessLog = memory.newAccessLog();
        this.marked = new PageBitmap(memory.geometry().pageCount());
    }

    @Override
    public MemoryGeometry geometry() {
        return memory.geometry();
    }

    @Override
    public MemorySegment view(PageRun run) {
        return memory.view(run);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.ferry.api.FerryException of {@link dev.ferry.api.ErrorCode#UNSUPPORTED_PLATFORM} where this process
     *         may not use userfaultfd, or the kernel cannot log writes by it
     */
    @Override
    public void startDirtyLog() {
        stopDirtyLog();
        marked.clear();
        log = new WriteProtectLog(memory);
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        if (log == null) {
            throw new IllegalStateException("the dirty log was not started");
        }
        log.collect(dirty);
        marked.drainTo(dirty);
    }

    @Override
    public void stopDirtyLog() {
        if (log != null) {
            log.close();
            log = null;
        }
    }

    /** Whether pages can be discarded now: not while the memory is trapped. Any thread. */
    public boolean canDiscard() {
        return !memory.writeProtection().isTrapped();
    }

    /**
     * Frees the pages of a run, as a balloon does: they read as zero, and count as changed. Any thread.
     *
     * @throws IllegalStateException where the memory is trapped: the pages would be missing, not zero
     */
    public void discard(PageRun run) {
        discardUnlogged(run);
        markDirty(run);
    }

    /** As {@link #discard}, for who logs changes by other means, and notes this one there. */
    public void discardUnlogged(PageRun run) {
        memory.writeProtection().requireUntrapped();
        memory.discard(run);
    }

    /**
     * Says that pages were changed by other means than a write through the mapping (another mapping of the file, a
     * hole punched into it), after they were. Any thread.
     */
    public void markDirty(PageRun run) {
        marked.add(run.first(), run.count());
    }

    @Override
    public void collectAbsent(PageBitmap absent) {
        memory.writeProtection().requireUntrapped();
        AbsentPages.collect(memory, absent);
    }

    /** A log where the memory is backed by a file, see {@link GuestMemory.Backing#MEMFD}. */
    @Override
    public Optional<AccessLog> accessLog() {
        return accessLog;
    }
}
