package dev.ferry.swap.redis;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A slot as a server keeps it: the page, and behind it four bytes of checksum (CRC32C, big-endian) over the number of
 * the slot (eight bytes, big-endian) and the page.
 *
 * @param slot its number
 * @param bytes page and checksum
 */
record PageValue(long slot, byte[] bytes) {

    static final int CHECKSUM_BYTES = Integer.BYTES;

    /** The value for the page that lies at an offset of native memory. */
    static PageValue of(long slot, MemorySegment memory, long offset, int pageBytes) {
        byte[] bytes = new byte[pageBytes + CHECKSUM_BYTES];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, pageBytes);
        ByteBuffer.wrap(bytes).putInt(pageBytes, checksum(slot, bytes, pageBytes));
        return new PageValue(slot, bytes);
    }

    /** What is wrong with it, or an empty text. */
    String damage(int pageBytes) {
        if (bytes.length != pageBytes + CHECKSUM_BYTES) {
            return "has " + bytes.length + " bytes, not the " + (pageBytes + CHECKSUM_BYTES)
                    + " of a page of "
                    + pageBytes + " and its checksum";
        }
        return ByteBuffer.wrap(bytes).getInt(pageBytes) == checksum(slot, bytes, pageBytes)
                ? ""
                : "does not match its checksum";
    }

    /** Puts the page at an offset of native memory. */
    void copyPageTo(MemorySegment memory, long offset) {
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length - CHECKSUM_BYTES);
    }

    private static int checksum(long slot, byte[] bytes, int pageBytes) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, slot));
        crc.update(bytes, 0, pageBytes);
        return (int) crc.getValue();
    }
}
