package dev.ferry.simulator.guest;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/**
 * A guest's memory, as sets of pages: what a page holds does not matter, only where it is and what is known of it. One
 * is the guest's memory on both hosts: while pages are missing at the destination, they are at the source.
 *
 * <p>Most touches are of pages of which nothing is to be noted. Those whose next touch is to be looked at are in a set
 * of their own, so that a touch costs one look.
 */
public final class SimulatedMemory {

    /** Within a smaller part of memory than this written pages are looked for one by one. */
    private static final long WORTH_BOUNDS = 8;

    private final MemoryGeometry geometry;
    private final PageBitmap toLookAt;
    private final PageBitmap missing;
    private final PageBitmap cold;
    private final PageBitmap absent;
    private final PageBitmap nonPageable;
    private final PageBitmap dirty;
    private final PageBitmap referenced;
    /** Pages that were missing and that the guest has not touched since. */
    private final PageBitmap untouched;
    /** Pages whose copy on the swap device, if there is one, is not what they hold. */
    private final PageBitmap changed;
    /** No page outside these is noted as written: of a large guest most looks find few. */
    private long dirtyFirst;
    private long dirtyEnd;
    private boolean logsDirty;
    private boolean logsReferences;
    private long firstTouches;
    private MemoryWatcher watcher = MemoryWatcher.NOBODY;

    /** Memory all pages of which hold something, and are in place. */
    public SimulatedMemory(MemoryGeometry geometry) {
        this.geometry = geometry;
        long pages = geometry.pageCount();
        this.toLookAt = new PageBitmap(pages);
        this.missing = new PageBitmap(pages);
        this.cold = new PageBitmap(pages);
        this.absent = new PageBitmap(pages);
        this.nonPageable = new PageBitmap(pages);
        this.dirty = new PageBitmap(pages);
        this.referenced = new PageBitmap(pages);
        this.untouched = new PageBitmap(pages);
        this.changed = PageBitmap.full(pages);
    }

    /** Tells somebody of all changes of what pages hold, from now on: a check of migrations. */
    void watch(MemoryWatcher other) {
        watcher = other;
    }

    /** Its shape. */
    public MemoryGeometry geometry() {
        return geometry;
    }

    /** Pages that the guest, at the destination, still lacks. Live, to read. */
    public PageSet missing() {
        return missing;
    }

    /** Pages that lie on the swap device, and not in memory. Live, to read. */
    public PageSet cold() {
        return cold;
    }

    /** Pages that hold nothing: free, ballooned or never touched. Live, to read. */
    public PageSet absent() {
        return absent;
    }

    /** Pages that must be in place before the guest runs at the destination. Live, to read. */
    public PageSet nonPageable() {
        return nonPageable;
    }

    /** From now on these hold nothing; a change, as any other. */
    public void discard(long first, long count) {
        absent.add(first, count);
        cold.remove(first, count);
        toLookAt.add(first, count);
        noteWritten(first, count);
    }

    /** From now on these hold something that is sent as any other page, whatever it is; a change, as any other. */
    public void fill(long first, long count) {
        absent.remove(first, count);
        noteWritten(first, count);
    }

    /** From now on these must be in place before the guest runs at the destination. */
    public void pin(long first, long count) {
        nonPageable.add(first, count);
    }

    /** These go to the swap device. */
    public void evict(long first, long count) {
        cold.add(first, count);
        changed.remove(first, count);
        toLookAt.add(first, count);
    }

    /** Whether a page was written since it came from the swap device, or has never been there. */
    public boolean isChanged(long page) {
        return changed.contains(page);
    }

    /** These come from the swap device, or are written anew. */
    public void bringIn(long first, long count) {
        cold.remove(first, count);
    }

    /** From now on written pages are noted. */
    public void startDirtyLog() {
        dirty.clear();
        forgetDirtyBounds();
        logsDirty = true;
    }

    private void forgetDirtyBounds() {
        dirtyFirst = geometry.pageCount();
        dirtyEnd = 0;
    }

    /** Moves what was noted to a set. */
    public void collectDirty(PageBitmap target) {
        if (dirtyEnd - dirtyFirst > geometry.pageCount() / WORTH_BOUNDS) {
            dirty.drainTo(target);
        } else if (dirtyEnd > dirtyFirst) {
            long end;
            for (long first = dirty.next(dirtyFirst); first != PageSet.NONE; first = dirty.next(end,
                    dirtyEnd)) {
                end = dirty.nextAbsent(first);
                target.add(first, end - first);
            }
            dirty.remove(dirtyFirst, dirtyEnd - dirtyFirst);
        }
        forgetDirtyBounds();
    }

    /** Notes written pages no more. */
    public void stopDirtyLog() {
        logsDirty = false;
    }

    /** From now on touched pages are noted. */
    public void startReferenceLog() {
        logsReferences = true;
        collectReferenced(new PageBitmap(geometry.pageCount()));
    }

    /** Moves the touched pages to a set, and notes touches anew. */
    public void collectReferenced(PageBitmap target) {
        referenced.drainTo(target);
        toLookAt.add(0, geometry.pageCount());
    }

    /** Whether a page was touched since it was last looked at; its next touch is noted anew. */
    public boolean wasReferenced(long page) {
        boolean was = referenced.remove(page);
        if (was) {
            toLookAt.add(page);
        }
        return was;
    }

    /** Notes touched pages no more. */
    public void stopReferenceLog() {
        logsReferences = false;
    }

    /** The guest is about to run where it lacks these: they are missing until they arrive. */
    public void lose(PageSet pages) {
        missing.addAll(pages);
        toLookAt.addAll(pages);
        untouched.clear();
        untouched.addAll(pages);
        watcher.onLoss(pages);
    }

    /** These, and no others, lie on the swap device where the guest is about to run. */
    public void setCold(PageSet pages) {
        cold.clear();
        cold.addAll(pages);
        toLookAt.addAll(pages);
    }

    /** Pages have arrived; says how many of them were missing. */
    public long arrive(long first, long count) {
        return missing.remove(first, count);
    }

    /** The guest has asked for a missing page: its next touch is none to be counted. */
    public void ask(long page) {
        untouched.remove(page);
    }

    /** First touches at the destination of pages that were pushed there before; those that held nothing are not counted. */
    public long firstTouches() {
        return firstTouches;
    }

    /** Up to which page nothing is to be looked at, from {@code first} on, at most to {@code end}. */
    long plainUntil(long first, long end) {
        long next = toLookAt.next(first, end);
        return next == PageSet.NONE ? end : next;
    }

    /** Pages are touched of which nothing is to be looked at. */
    void touchPlain(long first, long count, boolean written) {
        if (written) {
            noteWritten(first, count);
        }
    }

    boolean logsDirty() {
        return logsDirty;
    }

    /** Whether a page was written since the dirty log was collected. */
    boolean isNotedAsWritten(long page) {
        return dirty.contains(page);
    }

    /** Up to which page, at most to {@code end}, all are noted as written as {@code first} is, or none is as that is not. */
    long notedAlikeUntil(long first, long end) {
        if (!dirty.contains(first)) {
            long next = dirty.next(first, end);
            return next == PageSet.NONE ? end : next;
        }
        long page = first + 1;
        while (page < end && dirty.contains(page)) {
            page++;
        }
        return page;
    }

    /** Whether who touches a page has to wait for it. */
    boolean hasToWait(long page) {
        return missing.contains(page) || cold.contains(page);
    }

    /** A page is touched that is in place, and looked at. Says whether that was its first touch at the destination. */
    boolean touchAndLook(long page, boolean written) {
        toLookAt.remove(page);
        boolean first = untouched.remove(page) & !absent.remove(page);
        if (first) {
            firstTouches++;
        }
        if (logsReferences) {
            referenced.add(page);
        }
        if (written) {
            noteWritten(page, 1);
        }
        return first;
    }

    private void noteWritten(long first, long count) {
        watcher.onWrite(first, count);
        changed.add(first, count);
        if (logsDirty) {
            dirty.add(first, count);
            dirtyFirst = Math.min(dirtyFirst, first);
            dirtyEnd = Math.max(dirtyEnd, first + count);
        }
    }
}
