package dev.ferry.guest.kvm;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemoryGeometry.Region;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.Workload;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Where things lie in the guest's memory. Guest-physical memory is that of a PC: RAM up to 3 GiB, a hole, the
 * rest from 4 GiB on. The page tables hide the hole, so that a linear address is just a page index times
 * 4096:
 *
 * <pre>
 *   page 0          zero; KVM looks for a task state segment here when the guest writes to a port
 *   page 1          the guest program
 *   page 2          PML4: one entry
 *   page 3          page directory pointers: one entry for each GiB
 *   page 4 ...      page directories: one for each GiB, of 2 MiB entries
 *   then            for the workload
 * </pre>
 *
 * All entries are marked accessed and dirty from the start, so that the CPU never writes to them and these
 * pages are a function of the geometry (Intel SDM volume 3A, section 4.5 and 4.8).
 *
 * @param geometry the memory of the guest
 */
record GuestLayout(MemoryGeometry geometry) implements MemoryOracle.PlatformPages {

    static final int PAGE_BYTES = 4096;
    static final long CODE_ADDRESS = 0x1000;
    static final long PML4_ADDRESS = 0x2000;

    private static final long POINTERS_ADDRESS = 0x3000;
    private static final long DIRECTORIES_ADDRESS = 0x4000;

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long HOLE_START = 3 * GIB;
    private static final long HOLE_END = 4 * GIB;
    private static final long MIN_MEMORY_BYTES = 16 * MIB;
    /** What one table of page directory pointers reaches. */
    private static final long MAX_MEMORY_BYTES = 512 * GIB;

    private static final int ENTRY_BYTES = Long.BYTES;
    private static final int ENTRIES_PER_TABLE = PAGE_BYTES / ENTRY_BYTES;
    private static final long LARGE_PAGE_BYTES = 2 * MIB;
    /** Present, writable, for CPL 3, accessed. */
    private static final long TABLE_FLAGS = 0x27;
    /** As a table, and dirty, and a large page. */
    private static final long LARGE_PAGE_FLAGS = 0xE7;

    /**
     * Checks that the geometry is one of {@link #ofSize}.
     *
     * @throws IllegalArgumentException where it is another, with what is allowed
     */
    GuestLayout {
        if (!geometry.equals(geometryOf(geometry.memoryBytes()))) {
            throw new IllegalArgumentException("a KVM guest of "
                    + Quantities.formatBytes(geometry.memoryBytes())
                    + " has its memory at " + geometryOf(geometry.memoryBytes()) + ", not at " + geometry);
        }
    }

    /** The layout for a size of memory; throws where the page tables cannot span it. */
    static GuestLayout ofSize(long memoryBytes) {
        return new GuestLayout(geometryOf(memoryBytes));
    }

    private static MemoryGeometry geometryOf(long memoryBytes) {
        if (memoryBytes < MIN_MEMORY_BYTES || memoryBytes > MAX_MEMORY_BYTES || memoryBytes % MIB != 0) {
            throw new IllegalArgumentException("a KVM guest of " + memoryBytes
                    + " bytes of memory; allowed is a whole number of MiB from "
                    + Quantities.formatBytes(MIN_MEMORY_BYTES) + " to "
                    + Quantities.formatBytes(MAX_MEMORY_BYTES));
        }
        if (memoryBytes <= HOLE_START) {
            return MemoryGeometry.flat(PAGE_BYTES, memoryBytes / PAGE_BYTES);
        }
        return new MemoryGeometry(PAGE_BYTES, List.of(new Region(0, HOLE_START / PAGE_BYTES),
                new Region(HOLE_END, (memoryBytes - HOLE_START) / PAGE_BYTES)));
    }

    /** The pages of the program and of the page tables. */
    PageRun platform() {
        return PageRun.between(CODE_ADDRESS / PAGE_BYTES, DIRECTORIES_ADDRESS / PAGE_BYTES + directories());
    }

    /** The pages that KVM itself may read, in the kernel. */
    PageRun readByKvm() {
        return new PageRun(0, platform().end());
    }

    /** The pages that a workload may use. */
    PageRun usable() {
        return PageRun.between(platform().end(), geometry.pageCount());
    }

    /** Throws IllegalArgumentException where a workload uses pages that are not for it. */
    void requireUsable(Workload workload) {
        for (PageRun filled : workload.filled()) {
            if (filled.first() < usable().first() || filled.end() > usable().end()) {
                throw new IllegalArgumentException("a workload on " + filled + "; this guest has " + usable()
                        + " to use");
            }
        }
    }

    @Override
    public void expected(long page, MemorySegment target) {
        long address = page * PAGE_BYTES;
        if (address == CODE_ADDRESS) {
            target.asSlice(0, GuestProgram.CODE.byteSize()).copyFrom(GuestProgram.CODE);
        } else if (address == PML4_ADDRESS) {
            setEntry(target, 0, POINTERS_ADDRESS | TABLE_FLAGS);
        } else if (address == POINTERS_ADDRESS) {
            for (int index = 0; index < directories(); index++) {
                setEntry(target, index, DIRECTORIES_ADDRESS + (long) index * PAGE_BYTES | TABLE_FLAGS);
            }
        } else if (platform().contains(page)) {
            fillDirectory(target, (address - DIRECTORIES_ADDRESS) / PAGE_BYTES * GIB);
        }
    }

    private void fillDirectory(MemorySegment target, long firstLinear) {
        for (int index = 0; index < ENTRIES_PER_TABLE; index++) {
            long linear = firstLinear + index * LARGE_PAGE_BYTES;
            if (linear < geometry.memoryBytes()) {
                setEntry(target, index, guestPhysical(linear) | LARGE_PAGE_FLAGS);
            }
        }
    }

    private static long guestPhysical(long linear) {
        return linear < HOLE_START ? linear : linear - HOLE_START + HOLE_END;
    }

    private static void setEntry(MemorySegment table, int index, long entry) {
        table.set(Struct.U64, (long) index * ENTRY_BYTES, entry);
    }

    private long directories() {
        return Math.ceilDiv(geometry.memoryBytes(), GIB);
    }
}
