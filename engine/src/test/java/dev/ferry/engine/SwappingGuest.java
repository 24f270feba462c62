package dev.ferry.engine;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A guest at the source whose pages go to a swap device and come back as a test says, one after the other. It does
 * nothing by itself, so that each interleaving with a migration can be made. What it held at its pause is known.
 */
final class SwappingGuest implements MemorySource, GuestControl {

    /** Where a page that was taken out has nothing to look for. */
    private static final byte GARBAGE = 0x55;

    private final MemoryGeometry geometry;
    private final Map<Long, MemorySegment> device;
    private final MemorySegment memory;
    private final PageBitmap held;
    private final PageBitmap cold;
    private final PageBitmap dirty;
    private final long[] words;
    private final Map<Long, MemorySegment> views = new HashMap<>();
    private boolean paused;

    /** A guest that holds nothing yet. Pages that go out are kept in {@code device}. */
    SwappingGuest(MemoryGeometry geometry, Map<Long, MemorySegment> device) {
        this.geometry = geometry;
        this.device = device;
        this.memory = Arena.ofAuto().allocate(geometry.memoryBytes(), Long.BYTES);
        this.held = new PageBitmap(geometry.pageCount());
        this.cold = new PageBitmap(geometry.pageCount());
        this.dirty = new PageBitmap(geometry.pageCount());
        this.words = new long[Math.toIntExact(geometry.pageCount())];
    }

    /** Writes the first word of a page, and brings the page in for that where it is cold. */
    synchronized void write(long page, long word) {
        touch(page);
        held.add(page);
        dirty.add(page);
        words[(int) page] = word;
        at(page).set(ValueLayout.JAVA_LONG, 0, word);
    }

    /** Reads a page: a cold one is in memory then, and on the device still. */
    synchronized void touch(long page) {
        if (paused) {
            throw new IllegalStateException("page " + page + " is touched by a guest that is paused");
        }
        if (cold.remove(page)) {
            at(page).copyFrom(device.get(page));
        }
    }

    /** A page that is held and in memory goes out to the device. */
    synchronized void evict(long page) {
        if (!held.contains(page) || cold.contains(page) || paused) {
            return;
        }
        device.put(page, copyOf(at(page)));
        at(page).fill(GARBAGE);
        cold.add(page);
    }

    private MemorySegment at(long page) {
        return memory.asSlice(geometry.bytes(page), geometry.pageSizeBytes());
    }

    static MemorySegment copyOf(MemorySegment contents) {
        return Arena.ofAuto().allocate(contents.byteSize(), Long.BYTES).copyFrom(contents);
    }

    /** The first word of a page. */
    synchronized long word(long page) {
        return words[(int) page];
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Views that were not released. */
    synchronized int openViews() {
        return views.size();
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public synchronized MemorySegment view(PageRun run) {
        MemorySegment copy = copyOf(memory.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count())));
        for (long page = cold.next(run.first(), run.end()); page != PageSet.NONE; page = cold.next(page + 1,
                run.end())) {
            copy.asSlice(geometry.bytes(page - run.first()), geometry.pageSizeBytes())
                    .copyFrom(device.get(page));
        }
        views.put(copy.address(), copy);
        return copy.asReadOnly();
    }

    /** What is read after it was released is garbage. */
    @Override
    public synchronized void release(MemorySegment view) {
        MemorySegment copy = views.remove(view.address());
        if (copy == null) {
            throw new IllegalStateException("it is no view, or was released");
        }
        copy.fill(GARBAGE);
    }

    @Override
    public void startDirtyLog() {
        // What was written before was written after the log began, for all that a migration knows.
    }

    @Override
    public synchronized void collectDirty(PageBitmap collected) {
        collected.addAll(dirty);
        dirty.clear();
    }

    @Override
    public void stopDirtyLog() {
        // Nothing runs that could be ended.
    }

    @Override
    public synchronized void collectAbsent(PageBitmap absent) {
        PageBitmap never = PageBitmap.full(geometry.pageCount());
        never.removeAll(held);
        absent.addAll(never);
    }

    @Override
    public Optional<PageSet> cold() {
        return Optional.of(cold);
    }

    @Override
    public synchronized void pause() {
        paused = true;
    }

    @Override
    public synchronized void resume() {
        paused = false;
    }

    @Override
    public byte[] saveState() {
        return new byte[]{1};
    }

    @Override
    public void loadState(byte[] state) {
        throw new UnsupportedOperationException("this guest only leaves");
    }
}
