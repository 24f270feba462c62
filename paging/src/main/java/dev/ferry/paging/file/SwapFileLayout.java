package dev.ferry.paging.file;

import dev.ferry.api.memory.MemoryGeometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where what lies in a swap file: a start block with the header and two copies of the lease, the map of slots, the
 * slots. Numbers are big-endian.
 *
 * @param slotBytes the size of a slot
 * @param slotCount how many there are
 */
record SwapFileLayout(int slotBytes, long slotCount) {

    /** Bytes before the map. */
    static final int START_BYTES = 4096;
    /** How often the lease is there. */
    static final int LEASE_COPIES = 2;
    /** Bytes of the map for each slot. */
    static final int ENTRY_BYTES = Long.BYTES;
    /** Bytes of the header; the rest up to the first lease is zero. */
    static final int HEADER_BYTES = 28;

    private static final byte[] MAGIC = "FerrySwp".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int CHECKED_HEADER_BYTES = HEADER_BYTES - Integer.BYTES;

    static SwapFileLayout of(MemoryGeometry geometry) {
        return new SwapFileLayout(geometry.pageSizeBytes(), geometry.pageCount());
    }

    /** Where a copy of the lease lies; each in a sector of its own, so that a torn write spoils one at most. */
    static long leaseOffset(int copy) {
        return 1024L * (1 + copy);
    }

    long entryOffset(long slot) {
        return START_BYTES + slot * ENTRY_BYTES;
    }

    /** Slots begin at a block boundary. */
    long slotOffset(long slot) {
        long mapEnd = entryOffset(slotCount);
        return (mapEnd + START_BYTES - 1) / START_BYTES * START_BYTES + slot * slotBytes;
    }

    /** What a new file begins with: this layout, and a lease that nobody holds. */
    ByteBuffer startBlock() {
        ByteBuffer block = ByteBuffer.allocate(START_BYTES);
        block.put(MAGIC).putInt(VERSION).putInt(slotBytes).putLong(slotCount);
        block.putInt(Checksum.of(block.slice(0, CHECKED_HEADER_BYTES)));
        for (int copy = 0; copy < LEASE_COPIES; copy++) {
            block.put((int) leaseOffset(copy), Lease.NEW.encode(), 0, Lease.BYTES);
        }
        return block.rewind();
    }

    /** What is wrong with the header of a file, or null where it is of this layout. */
    @Nullable
    String complaint(ByteBuffer header) {
        byte[] magic = new byte[MAGIC.length];
        if (header.remaining() < HEADER_BYTES) {
            return "is cut off: it has " + header.remaining() + " bytes of the header's " + HEADER_BYTES;
        }
        int expected = Checksum.of(header.slice(0, CHECKED_HEADER_BYTES));
        header.get(magic);
        int version = header.getInt();
        if (!Arrays.equals(magic, MAGIC)) {
            return "is no swap file: it begins with '" + new String(magic, StandardCharsets.ISO_8859_1) + "'";
        }
        if (version != VERSION) {
            return "is of version " + version + ", read is " + VERSION;
        }
        SwapFileLayout found = new SwapFileLayout(header.getInt(), header.getLong());
        if (header.getInt() != expected) {
            return "has a damaged header";
        }
        return found.equals(this) ? null : "has " + found.shape() + ", wanted are " + shape();
    }

    private String shape() {
        return slotCount + " slots of " + slotBytes + " bytes";
    }
}
