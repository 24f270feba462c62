package dev.ferry.paging;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.swap.SwapDevice;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.LongStream;

/** The memory of a paged guest to read: in memory or not, every view is a copy. */
final class PagedSource implements MemorySource {

    private final MemorySource writes;
    private final Pager pager;
    private final SwapDevice device;
    private final Lease lease;
    private final Outage outage;
    private final CopyBuffers buffers = new CopyBuffers();

    /** {@code writes} knows what the guest has written. */
    PagedSource(MemorySource writes, Pager pager, SwapDevice device, Lease lease, Outage outage) {
        this.writes = writes;
        this.pager = pager;
        this.device = device;
        this.lease = lease;
        this.outage = outage;
    }

    @Override
    public MemoryGeometry geometry() {
        return pager.geometry();
    }

    @Override
    public MemorySegment view(PageRun run) {
        MemorySegment copy = buffers.take(geometry().bytes(run.count()));
        try {
            long page = run.first();
            while (page < run.end()) {
                page = copy(page, run.end(), copy.asSlice(geometry().bytes(page - run.first())));
            }
            return copy.asReadOnly();
        } catch (RuntimeException | Error failed) {
            buffers.giveBack(copy);
            throw failed;
        }
    }

    /** Copies pages from the first one on; returns the page after them. */
    private long copy(long first, long end, MemorySegment target) {
        long copied = pager.copy(first, end, target);
        if (copied > first) {
            return copied;
        }
        Optional<PageRun> cold = pager.startView(first, end);
        cold.ifPresent(run -> {
            try {
                read(run, target);
            } finally {
                pager.eviction().endView(run);
            }
        });
        return cold.map(PageRun::end).orElse(first);
    }

    /**
     * While the guest may still run on here, a device that is away fails the migration; once it has been handed over, it
     * is waited for.
     */
    private void read(PageRun cold, MemorySegment target) {
        long[] slots = LongStream.range(cold.first(), cold.end()).toArray();
        MemorySegment contents = target.asSlice(0, geometry().bytes(cold.count()));
        if (lease.isTold()) {
            outage.outlast(() -> {
                device.read(slots, contents);
                return contents;
            });
        } else {
            device.read(slots, contents);
        }
    }

    @Override
    public void release(MemorySegment view) {
        buffers.giveBack(view);
    }

    @Override
    public void startDirtyLog() {
        pager.collectEmptied(new PageBitmap(geometry().pageCount()));
        writes.startDirtyLog();
    }

    @Override
    public void collectDirty(PageBitmap dirty) {
        writes.collectDirty(dirty);
        pager.collectEmptied(dirty);
    }

    @Override
    public void stopDirtyLog() {
        writes.stopDirtyLog();
    }

    @Override
    public void collectAbsent(PageBitmap absent) {
        pager.collectAbsent(absent);
    }

    @Override
    public void collectNonPageable(PageBitmap nonPageable) {
        writes.collectNonPageable(nonPageable);
    }

    @Override
    public Optional<PageSet> cold() {
        return Optional.of(pager.cold());
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return writes.accessLog();
    }
}
