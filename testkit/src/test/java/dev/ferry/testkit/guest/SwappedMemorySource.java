package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Software memory with a swap device, as simple as can be: pages go there when a test says so, and come back when they
 * are written. Not final, so that tests can make it wrong.
 */
class SwappedMemorySource extends ForwardingMemorySource {

    final SoftwareMemory memory;
    final Map<Long, MemorySegment> device = new HashMap<>();
    final PageBitmap cold;
    private final Map<Long, MemorySegment> open = new HashMap<>();
    private final Deque<MemorySegment> pool = new ArrayDeque<>();

    SwappedMemorySource(SoftwareMemory memory) {
        super(new SoftwareMemorySource(memory));
        this.memory = memory;
        this.cold = new PageBitmap(geometry().pageCount());
    }

    /** A page goes to the device; garbage is left where it was. */
    void evict(long page) {
        MemorySegment contents = memory.slice(new PageRun(page, 1));
        device.put(page, room(contents.byteSize()).copyFrom(contents));
        contents.fill((byte) 0x55);
        cold.add(page);
    }

    /** The guest writes the first word of a page, which is brought in for that. */
    void write(long page, long value) {
        if (cold.remove(page)) {
            memory.slice(new PageRun(page, 1)).copyFrom(device.get(page));
        }
        memory.set(page, 0, value);
    }

    @Override
    public synchronized MemorySegment view(PageRun run) {
        long pageBytes = geometry().pageSizeBytes();
        MemorySegment copy = take(geometry().bytes(run.count())).copyFrom(super.view(run));
        for (long page = cold.next(run.first(), run.end()); page != PageSet.NONE; page = cold.next(page + 1,
                run.end())) {
            copy.asSlice((page - run.first()) * pageBytes, pageBytes).copyFrom(device.get(page));
        }
        open.put(copy.address(), copy);
        return copy.asReadOnly();
    }

    private MemorySegment take(long bytes) {
        MemorySegment pooled = pool.poll();
        return pooled != null && pooled.byteSize() == bytes ? pooled : room(bytes);
    }

    static MemorySegment room(long bytes) {
        return Arena.ofAuto().allocate(bytes, Long.BYTES);
    }

    @Override
    public synchronized void release(MemorySegment view) {
        pool.add(open.get(view.address()));
    }

    @Override
    public Optional<PageSet> cold() {
        return Optional.of(cold);
    }
}
