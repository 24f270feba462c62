package dev.ferry.simulator.trace;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Records what a guest does that runs, an interval at a time: its dirty log, and where asked for its access log. Has
 * neither thread nor clock: it is told when an interval ends. The guest's memory must have no other reader of its logs
 * meanwhile. For one thread.
 */
public final class TraceRecorder implements AutoCloseable {

    private final MemorySource memory;
    private final Optional<AccessLog> accessLog;
    private final Supplier<OptionalLong> workDone;
    private long lastNanos;
    private OptionalLong lastWork = OptionalLong.empty();

    /**
     * A recorder that has not begun.
     *
     * @param memory of the guest, closed by its owner after this
     * @param accesses whether reads are recorded, too, where the memory can tell of them; it costs the guest more than
     *        the dirty log alone
     * @param workDone tells how much work the guest has done so far, in its own units; either always or never empty
     */
    public TraceRecorder(MemorySource memory, boolean accesses, Supplier<OptionalLong> workDone) {
        this.memory = memory;
        this.accessLog = accesses ? memory.accessLog() : Optional.empty();
        this.workDone = workDone;
    }

    /** The header of a trace of what this records. */
    public TraceHeader header(Duration interval) {
        return new TraceHeader(memory.geometry().pageSizeBytes(), memory.geometry().pageCount(),
                interval.toNanos(), accessLog.isPresent(), workDone.get().isPresent());
    }

    /**
     * Begins the first interval. Called once.
     *
     * @param nowNanos the time, counted from anywhere
     * @throws dev.ferry.api.FerryException where this memory cannot be watched here
     */
    public void start(long nowNanos) {
        memory.startDirtyLog();
        accessLog.ifPresent(AccessLog::start);
        // A log may begin with all pages marked: what is marked by now was not touched in the first interval.
        collect();
        lastNanos = nowNanos;
        lastWork = workDone.get();
    }

    /**
     * Ends an interval and begins the next one.
     *
     * @param nowNanos the time, counted as for {@link #start}
     * @return what happened in between; a page that is touched during the call counts in this interval, the next one or
     *         both
     */
    public TraceInterval step(long nowNanos) {
        OptionalLong work = workDone.get();
        Collected collected = collect();
        TraceInterval interval = new TraceInterval(Math.max(1, nowNanos - lastNanos),
                workSinceLast(work), collected.dirtied, collected.accessed);
        lastNanos = nowNanos;
        lastWork = work;
        return interval;
    }

    private OptionalLong workSinceLast(OptionalLong work) {
        return work.isPresent()
                ? OptionalLong.of(Math.max(0, work.getAsLong() - lastWork.orElseThrow()))
                : OptionalLong.empty();
    }

    private Collected collect() {
        PageBitmap dirtied = none();
        memory.collectDirty(dirtied);
        Optional<PageBitmap> accessed = accessLog.map(log -> {
            PageBitmap pages = none();
            log.collect(pages);
            // Written before the one call, or just found written and touched after the other: accessed in any case.
            pages.addAll(dirtied);
            return pages;
        });
        return new Collected(dirtied, accessed);
    }

    private PageBitmap none() {
        return new PageBitmap(memory.geometry().pageCount());
    }

    private record Collected(PageBitmap dirtied, Optional<PageBitmap> accessed) {}

    /** Stops watching, and its cost. May be called twice, and where it was not started. */
    @Override
    public void close() {
        try {
            accessLog.ifPresent(AccessLog::stop);
        } finally {
            memory.stopDirtyLog();
        }
    }
}
