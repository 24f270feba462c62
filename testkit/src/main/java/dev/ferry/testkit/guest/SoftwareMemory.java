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
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
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
    /** Pages that were written, by the guest or by whoever brought them, and not discarded since. */
    private final PageBitmap used;
    private final ReferencedBits referenced;
    /** Whether pages can be taken out; then no access is let through in the middle of that. */
    private final boolean takesOut;
    /** With a {@link StampedLock} a page might never be taken out of a guest that is not paced. */
    private final WriterFirstLock accesses = new WriterFirstLock();
    /** How pages are discarded, and when they can be. */
    private volatile Consumer<PageRun> discarding = run -> slice(run).fill((byte) 0);
    private volatile BooleanSupplier canDiscard;

    private SoftwareMemory(MemoryGeometry geometry, LongFunction<PageBitmap> present, boolean takesOut) {
        this.geometry = geometry;
        this.takesOut = takesOut;
        try {
            this.presence = new Presence(present.apply(geometry.pageCount()));
            this.canDiscard = () -> !takesOut && !presence.isTrapping();
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
        return new SoftwareMemory(geometry, PageBitmap::full, false);
    }

    /** Memory with all pages missing. */
    static SoftwareMemory missing(MemoryGeometry geometry) {
        return new SoftwareMemory(geometry, PageBitmap::new, false);
    }

    /** Memory with all pages missing, from which pages can be taken out again. */
    static SoftwareMemory vacant(MemoryGeometry geometry) {
        return new SoftwareMemory(geometry, PageBitmap::new, true);
    }

    MemoryGeometry geometry() {
        return geometry;
    }

    Presence presence() {
        return presence;
    }

    /** The guest reads a word. */
    long get(long page, long offsetBytes) {
        long access = enter(page, presence::touch);
        try {
            referenced.touched(page);
            return contents.get(WORD, geometry.bytes(page) + offsetBytes);
        } finally {
            leave(access);
        }
    }

    /**
     * The guest writes a word. The dirty bit is set after the store, each time, and by an atomic operation: a collect
     * that clears the bit after this one set it has the store before it, and so has whoever copies the page then; one
     * that came earlier leaves the bit to the next collect. Set before the store, or only where it seemed clear, the
     * bit could be cleared and the page copied before the store was there.
     */
    void set(long page, long offsetBytes, long value) {
        long access = enter(page, presence::touch);
        try {
            contents.set(WORD, geometry.bytes(page) + offsetBytes, value);
            used.add(page);
            dirty.add(page);
            referenced.touched(page);
        } finally {
            leave(access);
        }
    }

    /** Copies a page to {@code target}; waits for it, but does not count as a touch by the guest. */
    void read(long page, MemorySegment target) {
        long access = enter(page, presence::await);
        try {
            target.copyFrom(slice(new PageRun(page, 1)));
        } finally {
            leave(access);
        }
    }

    /** Reads a word; waits for its page, but does not count as a touch by the guest. */
    long peek(long page, long offsetBytes) {
        long access = enter(page, presence::await);
        try {
            return contents.get(WORD, geometry.bytes(page) + offsetBytes);
        } finally {
            leave(access);
        }
    }

    /** Has whoever takes pages out discard them, too. */
    void discardBy(BooleanSupplier canTheyBe, Consumer<PageRun> discard) {
        discarding = discard;
        canDiscard = canTheyBe;
    }

    /** Whether {@link #discard} may be called: not while pages may be missing, or come that were sent before. */
    boolean canDiscard() {
        return canDiscard.getAsBoolean();
    }

    /**
     * Empties pages that nobody touches meanwhile. Whoever copies them just now may copy what they held, and so may whoever
     * finds that they are not absent: the dirty bit, set last, tells that this has changed.
     */
    void discard(PageRun run) {
        discarding.accept(run);
        used.remove(run.first(), run.count());
        dirty.add(run.first(), run.count());
    }

    /** Waits until a page is there, and stays there up to {@link #leave}. */
    private long enter(long page, LongConsumer wait) {
        while (true) {
            wait.accept(page);
            if (!takesOut) {
                return 0;
            }
            long access = accesses.readLock();
            if (presence.present().contains(page)) {
                return access;
            }
            accesses.unlockRead(access);
        }
    }

    private void leave(long access) {
        if (access != 0) {
            accesses.unlockRead(access);
        }
    }

    /** Makes present pages missing, and gives what they held when the last access to them was over. */
    void takeOut(PageRun run, MemorySegment target) {
        if (!takesOut) {
            throw new IllegalStateException("the pages of this guest stay where they are");
        }
        long allAccesses = accesses.writeLock();
        try {
            target.copyFrom(slice(run));
            presence.remove(run);
            slice(run).fill((byte) 0);
        } finally {
            accesses.unlockWrite(allAccesses);
        }
    }

    /** Gives the pages that hold something what they must hold in a state. */
    void fill(WorkloadState state) {
        MemoryOracle oracle = new MemoryOracle(geometry, state);
        for (PageRun filled : state.workload().filled()) {
            for (long page = filled.first(); page < filled.end(); page++) {
                oracle.expected(page, slice(new PageRun(page, 1)));
            }
            used.add(filled.first(), filled.count());
        }
    }

    /** The bytes of a run of pages, present or not. */
    MemorySegment slice(PageRun run) {
        return contents.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count()));
    }

    /** The dirty bits; whoever collects clears them. */
    PageBitmap dirty() {
        return dirty;
    }

    /** The pages that were written, by the guest or by whoever brought them, and not discarded since; others are zero. */
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
