package dev.ferry.memory.linux;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.userfault.Pagemap;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which pages of a memory backed by a file are touched. A page that is taken out of the mapping stays in the
 * file, with its contents; the guest's next touch, reading or writing, maps it again, and the kernel tells of that when
 * it is asked. Each such touch costs the guest a fault that the kernel serves by itself.
 *
 * <p>
 * The memory is registered for write protection meanwhile, though nothing is protected for this: a fault in registered
 * memory maps one page, in other memory those around it too. What a dirty log knows of a page outlives its being taken
 * out. Pages that are trapped and missing are not in the file, and are neither found nor disturbed.
 *
 * <p>
 * One for each memory: several logs share its passes. Any thread; it ends with the memory, so that nothing is taken out
 * of what is mapped there later.
 */
final class AccessScan implements AutoCloseable {

    private final GuestMemory memory;
    private final WriteProtection registration;
    private final List<Log> running = new ArrayList<>();
    private volatile boolean watching;
    private boolean closed;

    AccessScan(GuestMemory memory, WriteProtection registration) {
        this.memory = memory;
        this.registration = registration;
    }

    /** A log that is not running. */
    AccessLog newLog() {
        return new Log();
    }

    private synchronized void start(Log log) {
        stop(log);
        if (closed) {
            throw new IllegalStateException("the memory is closed");
        }
        if (running.isEmpty()) {
            registration.hold();
            running.add(log);
            watching = true;
            takeOutAll(log);
        } else {
            pass();
            running.add(log);
        }
        log.touched.clear();
    }

    /** The first log begins. The kernel may refuse: locked memory is not taken out. */
    private void takeOutAll(Log first) {
        try {
            MappedRanges.takeOut(memory.hostAddress(),
                    memory.hostAddress() + memory.geometry().memoryBytes());
        } catch (RuntimeException | Error refused) {
            stop(first);
            throw refused;
        }
    }

    private synchronized void collect(Log log, PageBitmap touched) {
        if (!running.contains(log)) {
            throw new IllegalStateException("the access log was not started, or its memory is closed");
        }
        pass();
        touched.addAll(log.touched);
        log.touched.clear();
    }

    /** Takes out what it found and nothing else: a page touched since it was looked at is found by the next pass. */
    private void pass() {
        long start = memory.hostAddress();
        try (Pagemap pagemap = new Pagemap(); MappedRanges found = new MappedRanges()) {
            pagemap.find(Pagemap.Kind.PRESENT, start, start + memory.geometry().memoryBytes(),
                    (from, to) -> {
                        report(memory.page(from), memory.page(to));
                        found.add(from, to);
                    });
        }
    }

    private void report(long first, long end) {
        running.forEach(log -> log.touched.add(first, end - first));
    }

    private synchronized void stop(Log log) {
        if (running.remove(log) && running.isEmpty()) {
            watching = false;
            registration.release();
        }
    }

    /** Pages were installed by their trap, which maps them: that was no touch. One at the same moment may be missed. */
    void installed(PageRun run) {
        if (watching) {
            MappedRanges.takeOut(memory.hostAddress(run.first()), memory.hostAddress(run.end()));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(running).forEach(this::stop);
    }

    /** What one observer has not been told yet. */
    private final class Log implements AccessLog {

        private final PageBitmap touched = new PageBitmap(memory.geometry().pageCount());

        @Override
        public void start() {
            AccessScan.this.start(this);
        }

        @Override
        public void collect(PageBitmap pages) {
            AccessScan.this.collect(this, pages);
        }

        @Override
        public void stop() {
            AccessScan.this.stop(this);
        }
    }
}
