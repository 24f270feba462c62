package dev.ferry.simulator.trace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The numbers of the format, and its head. All fixed numbers are little-endian.
 *
 * <pre>
 *   0   8  magic "FERRYTRC"
 *   8   2  version, 1
 *   10  2  flags: 1 accesses are known, 2 work is known
 *   12  4  page size in bytes
 *   16  8  page count
 *   24  8  interval in nanoseconds
 *   32  4  CRC32C of bytes 0 to 31
 *   36     the body, as one zlib stream, up to the end of the file
 * </pre>
 */
final class TraceFormat {

    static final int HEAD_BYTES = 36;
    /** Kinds of records in the body. */
    static final int END = 0;
    static final int INTERVAL = 1;
    static final int CHECKSUM_BYTES = 4;

    private static final long MAGIC = ByteBuffer.wrap("FERRYTRC".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN).getLong();
    private static final int VERSION = 1;
    private static final int ACCESSES_KNOWN = 1;
    private static final int WORK_KNOWN = 2;
    private static final int VERSION_OFFSET = 8;
    private static final int FLAGS_OFFSET = 10;
    private static final int PAGE_SIZE_OFFSET = 12;
    private static final int PAGE_COUNT_OFFSET = 16;
    private static final int INTERVAL_OFFSET = 24;
    private static final int CHECKSUM_OFFSET = 32;

    private TraceFormat() {}

    static byte[] head(TraceHeader header) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(MAGIC).putShort((short) VERSION).putShort((short) flags(header))
                .putInt(header.pageSizeBytes()).putLong(header.pageCount()).putLong(header.intervalNanos());
        head.putInt(checksum(head.array()));
        return head.array();
    }

    private static int flags(TraceHeader header) {
        return (header.accessesKnown() ? ACCESSES_KNOWN : 0) | (header.workKnown() ? WORK_KNOWN : 0);
    }

    /**
     * Reads a head of {@link #HEAD_BYTES}; one that was cut short is shorter.
     *
     * @throws IOException where it is none, with the field and its offset in the file
     */
    static TraceHeader header(Path file, byte[] bytes) throws IOException {
        if (bytes.length < HEAD_BYTES) {
            throw wrong(file, "the head", 0, "of " + bytes.length + " bytes", HEAD_BYTES + " bytes");
        }
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long magic = head.getLong(0);
        if (magic != MAGIC) {
            throw wrong(file, "the magic", 0, "0x" + Long.toHexString(magic),
                    "'FERRYTRC', 0x" + Long.toHexString(MAGIC));
        }
        int version = Short.toUnsignedInt(head.getShort(VERSION_OFFSET));
        if (version != VERSION) {
            throw wrong(file, "the version", VERSION_OFFSET, Integer.toString(version),
                    Integer.toString(VERSION));
        }
        int found = head.getInt(CHECKSUM_OFFSET);
        int expected = checksum(bytes);
        if (found != expected) {
            throw wrong(file, "the checksum of the head", CHECKSUM_OFFSET, hex(found), hex(expected));
        }
        return checked(file, head);
    }

    private static TraceHeader checked(Path file, ByteBuffer head) throws IOException {
        int flags = Short.toUnsignedInt(head.getShort(FLAGS_OFFSET));
        if (flags > (ACCESSES_KNOWN | WORK_KNOWN)) {
            throw wrong(file, "the flags", FLAGS_OFFSET, Integer.toString(flags), "0 to 3");
        }
        try {
            return new TraceHeader(head.getInt(PAGE_SIZE_OFFSET), head.getLong(PAGE_COUNT_OFFSET),
                    head.getLong(INTERVAL_OFFSET), (flags & ACCESSES_KNOWN) != 0, (flags & WORK_KNOWN) != 0);
        } catch (IllegalArgumentException outOfRange) {
            throw new IOException(file + " is no access trace: in the head, at bytes " + PAGE_SIZE_OFFSET
                    + " to " + (CHECKSUM_OFFSET - 1) + ": " + outOfRange.getMessage(), outOfRange);
        }
    }

    private static int checksum(byte[] head) {
        CRC32C checksum = new CRC32C();
        checksum.update(head, 0, CHECKSUM_OFFSET);
        return (int) checksum.getValue();
    }

    static String hex(int value) {
        return String.format("0x%08x", value);
    }

    private static IOException wrong(Path file, String field, int offset, String found, String allowed) {
        return new IOException(file + " is no access trace: " + field + " at byte " + offset + " is " + found
                + ", allowed is " + allowed);
    }
}
