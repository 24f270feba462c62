package dev.ferry.paging;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.PagingTrap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Memory whose pages come and go, for one thread: nobody waits in it. Its log takes nothing but writes for changes. */
class ModelMemory implements PagingTrap, MemorySource {

    private final MemoryGeometry geometry;
    private final MemorySegment contents;
    private final PageBitmap present;
    private final PageBitmap dirty;
    private LongConsumer onTouchable = _ -> {};

    ModelMemory(MemoryGeometry geometry) {
        this.geometry = geometry;
        this.contents = Arena.ofAuto().allocate(geometry.memoryBytes());
        this.present = new PageBitmap(geometry.pageCount());
        this.dirty = new PageBitmap(geometry.pageCount());
    }

    /** Tells of each page at the moment from which on the guest can touch it. */
    void onTouchable(LongConsumer listener) {
        onTouchable = listener;
    }

    /** The guest writes a page: all of it, so that halves of two contents are seen to be no contents. */
    void write(long page, long value) {
        fill(slice(new PageRun(page, 1)), value);
        dirty.add(page);
    }

    long read(long page) {
        return valueOf(slice(new PageRun(page, 1)));
    }

    static void fill(MemorySegment page, long value) {
        for (long offset = 0; offset < page.byteSize(); offset += Long.BYTES) {
            page.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
        }
    }

    static long valueOf(MemorySegment page) {
        long value = page.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        for (long offset = 0; offset < page.byteSize(); offset += Long.BYTES) {
            if (page.get(ValueLayout.JAVA_LONG_UNALIGNED, offset) != value) {
                throw new AssertionError("a page of two contents");
            }
        }
        return value;
    }

    private MemorySegment slice(PageRun run) {
        return contents.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count()));
    }

    private void require(PageRun run, boolean there) {
        for (long page = run.first(); page < run.end(); page++) {
            if (present.contains(page) != there) {
                throw new AssertionError(
                        "page " + page + " of " + run + (there ? " is missing" : " is there"));
            }
        }
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public PageSet present() {
        return present;
    }

    @Override
    public long takeOut(PageRun run, MemorySegment target) {
        copy(run, target);
        present.remove(run.first(), run.count());
        return run.count();
    }

    @Override
    public void copy(PageRun run, MemorySegment target) {
        require(run, true);
        target.copyFrom(slice(run));
    }

    @Override
    public void place(PageRun run, MemorySegment from) {
        require(run, false);
        slice(run).copyFrom(from);
        nowTouchable(run);
    }

    private void nowTouchable(PageRun run) {
        present.add(run.first(), run.count());
        for (long page = run.first(); page < run.end(); page++) {
            onTouchable.accept(page);
        }
    }

    @Override
    public void placeZero(PageRun run) {
        require(run, false);
        slice(run).fill((byte) 0);
        nowTouchable(run);
    }

    @Override
    public MemorySegment landing(PageRun run) {
        require(run, true);
        return slice(run);
    }

    @Override
    public void discard(PageRun run) {
        present.remove(run.first(), run.count());
    }

    @Override
    public MemorySegment view(PageRun run) {
        throw new AssertionError("memory whose pages come and go is not viewed");
    }

    @Override
    public Optional<AccessLog> accessLog() {
        return Optional.empty();
    }

    @Override
    public void startDirtyLog() {
        dirty.clear();
    }

    @Override
    public void collectDirty(PageBitmap into) {
        into.addAll(dirty);
        dirty.clear();
    }

    @Override
    public void stopDirtyLog() {}

    @Override
    public long nextFault() {
        throw new AssertionError("the model tells of touches itself");
    }

    @Override
    public void stopFaults() {}

    @Override
    public void close() {}
}
