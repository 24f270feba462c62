package dev.ferry.api.memory;

import java.util.List;

/**
 * The shape of a guest's memory. A page index is a position in the concatenation of the regions, so that the holes of
 * guest-physical memory cost nothing.
 *
 * @param pageSizeBytes the size of a page, a power of two: 4096, or that of a huge page
 * @param regions in ascending order, not overlapping, at least one
 */
public record MemoryGeometry(int pageSizeBytes, List<Region> regions) {

    /**
     * A contiguous range of guest-physical memory.
     *
     * @param guestPhysicalAddress where it starts, a multiple of the page size
     * @param pageCount how many pages it has, at least 1
     */
    public record Region(long guestPhysicalAddress, long pageCount) {}

    /** Checks that the regions are ascending, aligned and not empty. */
    public MemoryGeometry {
        regions = List.copyOf(regions);
        if (Integer.bitCount(pageSizeBytes) != 1 || pageSizeBytes < 512) {
            throw new IllegalArgumentException(
                    "page size " + pageSizeBytes + " is no power of two from 512 on");
        }
        if (regions.isEmpty()) {
            throw new IllegalArgumentException("a guest has at least one region of memory");
        }
        long free = 0;
        for (Region region : regions) {
            if (region.pageCount() < 1 || region.pageCount() > Long.MAX_VALUE / pageSizeBytes
                    || region.guestPhysicalAddress() < free
                    || region.guestPhysicalAddress() > Long.MAX_VALUE - region.pageCount() * pageSizeBytes
                    || region.guestPhysicalAddress() % pageSizeBytes != 0) {
                throw new IllegalArgumentException(
                        "region " + region + " is empty, not aligned to " + pageSizeBytes
                                + " bytes, begins before address 0x" + Long.toHexString(free)
                                + ", or ends beyond all addresses");
            }
            free = region.guestPhysicalAddress() + region.pageCount() * pageSizeBytes;
        }
    }

    /** A guest with one region from address 0. */
    public static MemoryGeometry flat(int pageSizeBytes, long pageCount) {
        return new MemoryGeometry(pageSizeBytes, List.of(new Region(0, pageCount)));
    }

    /** How many pages the guest has. */
    public long pageCount() {
        return regions.stream().mapToLong(Region::pageCount).sum();
    }

    /** How many bytes the guest has. */
    public long memoryBytes() {
        return pageCount() * pageSizeBytes;
    }

    /** The bytes of {@code pages} pages; also the offset of page {@code pages} in the concatenated regions. */
    public long bytes(long pages) {
        return pages * pageSizeBytes;
    }
}
