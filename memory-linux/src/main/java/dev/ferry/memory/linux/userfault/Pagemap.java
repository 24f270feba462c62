package dev.ferry.memory.linux.userfault;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ferry.memory.linux.nativecall.Descriptor;
import dev.ferry.memory.linux.nativecall.Ioctl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows of the pages of this process, by {@code PAGEMAP_SCAN} on {@code /proc/self/pagemap} (kernel
 * documentation, {@code admin-guide/mm/pagemap.rst}).
 */
public final class Pagemap implements AutoCloseable {

    /** {@code PAGE_IS_WRITTEN}: not write-protected since the last time it was; so is a page never protected. */
    private static final long IS_WRITTEN = 1 << 1;
    /** {@code PAGE_IS_PRESENT}: in memory and mapped. */
    private static final long IS_PRESENT = 1 << 3;
    /** {@code PAGE_IS_SWAPPED}: on swap; also a page that is not there and was write-protected as such. */
    private static final long IS_SWAPPED = 1 << 4;
    /** {@code PAGE_IS_PFNZERO}: the kernel's one page of zeros. */
    private static final long IS_ZERO = 1 << 5;

    /**
     * Which pages are meant: those that are in each category of {@code all}, {@code inverted} ones turned round, and
     * in one of {@code any}, unless that is empty.
     */
    private record Categories(long inverted, long all, long any) {}

    /** Pages that may be looked for. */
    public enum Kind {
        /** Written since protected, or never protected. */
        WRITTEN(new Categories(0, IS_WRITTEN, 0)),
        /** Written likewise, and with contents of their own: what was never touched, or only read, is not meant. */
        WRITTEN_AND_POPULATED(new Categories(IS_ZERO, IS_WRITTEN | IS_ZERO, IS_PRESENT | IS_SWAPPED)),
        /** In memory and mapped. */
        PRESENT(new Categories(0, IS_PRESENT, 0)),
        /** Neither mapped nor on swap. */
        UNPOPULATED(new Categories(IS_PRESENT | IS_SWAPPED, IS_PRESENT | IS_SWAPPED, 0)),
        /** Mapped to the kernel's one page of zeros. */
        ZERO(new Categories(0, IS_ZERO, 0));

        private final Categories categories;

        Kind(Categories categories) {
            this.categories = categories;
        }
    }

    /** {@code PM_SCAN_WP_MATCHING | PM_SCAN_CHECK_WPASYNC}; the second refuses ranges that are not registered. */
    private static final long PROTECT_MATCHING = 1 | 2;
    private static final int REGIONS = 4096;
    private static final long REGION_BYTES = Structs.PAGE_REGION.byteSize();
    private static final long END = Structs.offset(Structs.PAGE_REGION, "end");

    static final Ioctl PAGEMAP_SCAN = Ioctl.readWrite("PAGEMAP_SCAN", 'f', 16,
            Structs.PM_SCAN_ARG.byteSize());

    /** Takes a range of addresses whose pages match. */
    @FunctionalInterface
    public interface Ranges {
        /** The pages from {@code start} up to {@code end}. */
        void add(long start, long end);
    }

    private final Descriptor descriptor = Descriptor.open("/proc/self/pagemap", Descriptor.CLOSE_ON_EXEC);

    /** Finds the pages of a kind. */
    public void find(Kind kind, long start, long end, Ranges found) {
        scan(kind.categories, start, end, 0, found);
    }

    /** Finds the pages of a kind and write-protects them, each page atomically. */
    public void protect(Kind kind, long start, long end, Ranges found) {
        scan(kind.categories, start, end, PROTECT_MATCHING, found);
    }

    private void scan(Categories categories, long start, long end, long flags, Ranges found) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment regions = arena.allocate(REGIONS * REGION_BYTES, Long.BYTES);
            long count = REGIONS;
            for (long from = start; count == REGIONS && from < end; from = lastEnd(regions, count, end)) {
                MemorySegment argument = arena.allocateFrom(JAVA_LONG, Structs.PM_SCAN_ARG.byteSize(), flags,
                        from, end, 0, regions.address(), REGIONS, 0, categories.inverted, categories.all,
                        categories.any, categories.all);
                count = PAGEMAP_SCAN.call(descriptor, argument);
                report(regions, count, found);
            }
        }
    }

    private static void report(MemorySegment regions, long count, Ranges found) {
        for (long region = 0; region < count; region++) {
            found.add(regions.get(JAVA_LONG, region * REGION_BYTES),
                    regions.get(JAVA_LONG, region * REGION_BYTES + END));
        }
    }

    /**
     * Where to go on after a full answer. Not {@code walk_end}, which the kernel may leave too low: fewer regions than
     * there was room for mean that the range is done.
     */
    private static long lastEnd(MemorySegment regions, long count, long end) {
        return count == 0 ? end : regions.get(JAVA_LONG, (count - 1) * REGION_BYTES + END);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
