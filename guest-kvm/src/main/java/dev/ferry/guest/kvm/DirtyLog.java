package dev.ferry.guest.kvm;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.util.List;

/**
 * Which pages have changed: those that the guest wrote, as KVM logs them, and those that the virtual machine
 * monitor itself wrote (devices, for one) or discarded, of which KVM knows nothing. Forgetting the second kind is the
 * classic mistake. KVM may also name pages that the guest only read: those that it mapped, writable, while it
 * logged.
 */
final class DirtyLog {

    private final List<MemorySlot> slots;
    /** Written by this process. Marked after the write, so that a collection comes after it. */
    private final PageBitmap writtenHere;
    private boolean running;

    DirtyLog(List<MemorySlot> slots, long pageCount) {
        this.slots = slots;
        this.writtenHere = new PageBitmap(pageCount);
    }

    /** Begins to log. */
    void start() {
        stop();
        writtenHere.clear();
        slots.forEach(slot -> slot.map(true));
        running = true;
    }

    /** Adds the pages changed since the start or the last call. */
    void collect(PageBitmap dirty) {
        if (!running) {
            throw new IllegalStateException("the dirty log was not started");
        }
        slots.forEach(slot -> slot.collectDirty(dirty));
        writtenHere.drainTo(dirty);
    }

    /** Ends the log. Does nothing where it does not run. */
    void stop() {
        if (running) {
            running = false;
            slots.forEach(slot -> slot.map(false));
        }
    }

    /** Notes that this process has written to pages, or discarded them. Any thread, afterwards. */
    void wrote(PageRun run) {
        writtenHere.add(run.first(), run.count());
    }
}
