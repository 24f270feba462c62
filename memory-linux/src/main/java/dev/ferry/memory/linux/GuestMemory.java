package dev.ferry.memory.linux;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.NativeMemory;
import dev.ferry.memory.linux.nativecall.SystemCall;
import dev.ferry.memory.linux.userfault.Pagemap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The memory of a guest: one mapping of this process with the guest's regions one after the other. At first no page
 * holds anything. Made and closed by the owner of the guest, after its threads, its trap and its source have ended.
 */
public final class GuestMemory implements AutoCloseable {

    /** What the kernel keeps the pages in. */
    public enum Backing {
        /** Private anonymous memory, that of most virtual machines; the kernel tells which pages it has swapped. */
        ANONYMOUS,
        /** A file in memory (memfd), mapped shared, that other processes can map too. */
        MEMFD
    }

    /** The page size of x86-64, and the unit that userfaultfd traps in such memory. */
    public static final int PAGE_SIZE_BYTES = 4096;

    private static final int MADV_DONTNEED = 4;
    private static final int MADV_NOHUGEPAGE = 15;
    /** {@code FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE}. */
    private static final int PUNCH_HOLE = 3;

    private final MemoryGeometry geometry;
    private final Arena arena;
    private final Optional<Descriptor> file;
    private final MemorySegment mapping;
    /** Where this process reads: a mapping of its own where touches of the guest's can be told from others. */
    private final MemorySegment reading;
    private final WriteProtection writeProtection = new WriteProtection(this);
    private final AccessScan accessScan = new AccessScan(this, writeProtection);
    private boolean closed;

    /**
     * Maps memory for a guest.
     *
     * @throws IllegalArgumentException where the pages of the geometry are not of 4096 bytes
     */
    public GuestMemory(MemoryGeometry geometry, Backing backing) {
        if (geometry.pageSizeBytes() != PAGE_SIZE_BYTES) {
            throw new IllegalArgumentException("guest memory of this kind has pages of " + PAGE_SIZE_BYTES
                    + " bytes, not of " + geometry.pageSizeBytes());
        }
        this.geometry = geometry;
        this.arena = Arena.ofShared();
        this.file = backing == Backing.MEMFD
                ? Optional.of(Descriptor.memory("ferry-guest", geometry.memoryBytes()))
                : Optional.empty();
        try {
            this.mapping = map();
            this.reading = file.isPresent() ? map() : mapping;
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private MemorySegment map() {
        int kind = file.isPresent()
                ? NativeMemory.SHARED
                : NativeMemory.PRIVATE | NativeMemory.ANONYMOUS;
        long number = file.map(descriptor -> (long) descriptor.number()).orElse(NativeMemory.NO_FILE);
        MemorySegment mapped = NativeMemory.map(arena, geometry.memoryBytes(), kind | NativeMemory.NO_RESERVE,
                number, 0);
        // A huge page would be touched, written and sent as a whole: dirty and absent pages would not be exact.
        // A kernel without transparent huge pages refuses the advice, and does not need it.
        SystemCall.MADVISE.attempt(mapped.address(), geometry.memoryBytes(), MADV_NOHUGEPAGE);
        return mapped;
    }

    /** The shape of the guest's memory. */
    public MemoryGeometry geometry() {
        return geometry;
    }

    /** The file behind the mapping, from its start on; empty for anonymous memory. Closed with the memory. */
    Optional<Descriptor> file() {
        return file;
    }

    /** The host-virtual address of page 0; the other pages follow. */
    public long hostAddress() {
        return mapping.address();
    }

    /** The host-virtual address of a page. */
    public long hostAddress(long page) {
        return mapping.address() + geometry.bytes(page);
    }

    /** The page that a host-virtual address of the mapping lies in. */
    public long page(long hostAddress) {
        return (hostAddress - mapping.address()) / geometry.pageSizeBytes();
    }

    /**
     * The memory itself, without a copy; it ends with this. Where pages may be missing and trapped, Java code must not
     * touch it: a JVM that waits for a page in Java code stops for good at its next safepoint.
     */
    public MemorySegment segment() {
        return mapping;
    }

    /**
     * The pages of a run to read, as {@link #segment()}: reading here is no touch to who watches what the guest touches.
     * Where pages are missing this would read zeros and fill the hole with them, behind the back of the trap.
     *
     * @throws IllegalStateException where the memory is trapped
     */
    MemorySegment view(PageRun run) {
        writeProtection.requireUntrapped();
        return reading.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count())).asReadOnly();
    }

    /** The pages of a run, as {@link #segment()}. */
    public MemorySegment segment(PageRun run) {
        return mapping.asSlice(geometry.bytes(run.first()), geometry.bytes(run.count()));
    }

    /** Whoever write-protects pages, or wants the kernel to map them one by one, registers them here. */
    WriteProtection writeProtection() {
        return writeProtection;
    }

    /**
     * A new log of what is touched, not running; it ends with the memory. Empty for anonymous memory: a page taken out
     * of its mapping is lost, and the kernel tells of touches in no other way.
     */
    Optional<AccessLog> newAccessLog() {
        return file.map(backing -> accessScan.newLog());
    }

    /** Tells who watches that a trap has installed pages: that is no touch. */
    void installed(PageRun run) {
        accessScan.installed(run);
    }

    /** Adds ranges of host-virtual addresses to a set as pages. */
    Pagemap.Ranges addingTo(PageBitmap pages) {
        return (start, end) -> pages.add(page(start), page(end) - page(start));
    }

    /**
     * Frees the pages of a run. They read as zero, or are missing where the memory is trapped.
     *
     * @throws IllegalArgumentException where the guest does not have them all: what follows is not its memory
     */
    public void discard(PageRun run) {
        if (run.end() > geometry.pageCount()) {
            throw new IllegalArgumentException(
                    run + " of a guest of " + geometry.pageCount() + " pages cannot be discarded");
        }
        long bytes = geometry.bytes(run.count());
        if (file.isPresent()) {
            SystemCall.FALLOCATE.call(file.get().number(), PUNCH_HOLE, geometry.bytes(run.first()), bytes);
        } else {
            SystemCall.MADVISE.call(hostAddress(run.first()), bytes, MADV_DONTNEED);
        }
    }

    /** Unmaps and frees the memory. May be called twice. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            accessScan.close();
            arena.close();
            file.ifPresent(Descriptor::close);
        }
    }
}
