package dev.ferry.testkit.guest;

import static dev.ferry.workload.PagePattern.WORD;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/**
 * The memory of a software guest: native memory, and what an MMU would know of each page. The guest and the oracle use
 * {@link #get}, {@link #set} and {@link #read}, which wait for a missing page; the engine's sides use the rest. Missing
 * pages always hold zeros. The arena is shared because the guest's threads and those of the engine all use it.
 */
final class SoftwareMemory {

    private final MemoryGeometry geometry;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment contents;
    private final Presence presence;
    private final PageBitmap dirty;
    /** Pages that were ever written, by the guest or by whoever brought them. */
    private final PageBitmap used;
    private final ReferencedBits referenced;

    private SoftwareMemory(MemoryGeometry geometry, LongFunction<PageBitmap> present) {
        this.geometry = geometry;
        try {
            this.presence = new Presence(present.apply(geometry.pageCount()));
            this.dirty = new PageBitmap(geometry.pageCount());
            this.used = new PageBitmap(geometry.pageCount());
            this.referenced = new ReferencedBits(used);
            this.contents = arena.allocate(geometry.memoryBytes(), Long.BYTES);
        } catch (OutOfMemoryError | IllegalArgumentException noRoom) {
            arena.close();
            throw new FerryException(ErrorCode.RESERVATION_REFUSED, "this JVM has no room for a guest of "
                    + Quantities.formatBytes(geometry.memoryBytes()) + ": " + noRoom.getMessage(), noRoom);
        }
    }

    /** Zeroed memory with all pages present. */
    static SoftwareMemory present(MemoryGeometry geometry) {
        return new SoftwareMemory(geometry, PageBitmap::full);
    }

    /** Memory with all pages missing. */
    static SoftwareMemory missing(MemoryGeometry geometry) {
        return new SoftwareMemory(geometry, PageBitmap::new);
    }

    MemoryGeometry geometry() {
        return geometry;
    }

    Presence presence() {
        return presence;
    }

    /** The guest reads a word. */
    long get(long page, long offsetBytes) {
        presence.touch(page);
        referenced.touched(page);
        return contents.get(WORD, geometry.bytes(page) + offsetBytes);
    }

    /**
     * The guest writes a word. The dirty bit is set after the store, each time, and by an atomic operation: a collect
     * that clears the bit after this one set it has the store before it, and so has whoever copies the page then; one
     * that came earlier leaves the bit to the next collect. Set before the store, or only where it seemed clear, the
     * bit could be cleared and the page copied before the store was there.
     */
    void set(long page, long offsetBytes, long value) {
        presence.touch(page);
        contents.set(WORD, geometry.bytes(page) + offsetBytes, value);
        used.add(page);
        dirty.add(page);
        referenced.touched(page);
    }

    /** Copies a page to {@code target}; waits for it, but does not count as a touch by the guest. */
    void read(long page, MemorySegment target) {
        presence.await(page);
        target.copyFrom(slice(new PageRun(page, 1)));
    }

    /** Gives the patterned pages what they must hold in a state. */
    void fill(WorkloadState state) {
        PageRun patterned = state.workload().patterned();
        MemoryOracle oracle = new MemoryOracle(geometry, state);
        for (long page = patterned.first(); page < patterned.end(); page++) {
            oracle.expected(page, slice(new PageRun(page, 1)));
        }
        used.add(patterned.first(), patterned.count());
    }

    /** The bytes of a run of pages, present or not. */
    MemorySegment slice(PageRun run) {
        return contents.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count()));
    }

    /** The dirty bits; whoever collects clears them. */
    PageBitmap dirty() {
        return dirty;
    }

    /** The pages that were ever written, by the guest or by whoever brought them; the others read as zero. */
    PageBitmap used() {
        return used;
    }

    /** The referenced bits, kept while somebody watches. */
    ReferencedBits referenced() {
        return referenced;
    }

    /** Ends the waiting for missing pages: accesses that wait, or would, throw {@link AccessEndedException}. */
    void endAccess() {
        presence.end();
    }

    /** Frees the memory, once no thread of the guest uses it. May be called twice. */
    void free() {
        referenced.stop();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
