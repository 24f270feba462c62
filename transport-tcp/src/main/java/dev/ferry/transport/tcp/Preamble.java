package dev.ferry.transport.tcp;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first bytes on each connection, in both directions; little-endian.
 *
 * <pre>
 *    0                       8         10        12        14        16
 *   +-----------------------+---------+---------+---------+---------+
 *   | magic "FERRYTCP"      | version | kind    | lane    | lanes   |
 *   +-----------------------+---------+---------+---------+---------+
 *   | link id                                                       |
 *   +-----------+---------------------------------------------------+
 *   | CRC32C of |
 *   | bytes 0-31|
 *   +-----------+
 * </pre>
 *
 * @param kind who says it
 * @param linkId random, the same for all connections of a link
 * @param lane 0 for the urgent lane, from 1 for the bulk lanes
 * @param laneCount how many connections make the link
 */
record Preamble(Kind kind, UUID linkId, int lane, int laneCount) {

    static final int SIZE_BYTES = 36;
    static final int VERSION = 1;
    static final int MIN_LANES = 2;
    static final int MAX_LANES = 1 + TcpOptions.MAX_BULK_CONNECTIONS;

    private static final byte[] MAGIC = "FERRYTCP".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_OFFSET = 8;
    private static final int KIND_OFFSET = 10;
    private static final int LANE_OFFSET = 12;
    private static final int LANE_COUNT_OFFSET = 14;
    private static final int LINK_ID_OFFSET = 16;
    private static final int CHECKSUM_OFFSET = 32;

    /** Which way a preamble goes. The numbers are part of the protocol; 0 is none. */
    enum Kind {
        /** The connecting end presents a connection. */
        HELLO(1),
        /** The listening end has all connections of the link. */
        WELCOME(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Optional<Kind> of(int number) {
            return switch (number) {
                case 1 -> Optional.of(HELLO);
                case 2 -> Optional.of(WELCOME);
                default -> Optional.empty();
            };
        }
    }

    /** What the listening end answers. */
    Preamble welcome() {
        return new Preamble(Kind.WELCOME, linkId, lane, laneCount);
    }

    /** A buffer ready to be written. */
    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, MAGIC);
        bytes.putShort(VERSION_OFFSET, (short) VERSION);
        bytes.putShort(KIND_OFFSET, (short) kind.number);
        bytes.putShort(LANE_OFFSET, (short) lane);
        bytes.putShort(LANE_COUNT_OFFSET, (short) laneCount);
        bytes.putLong(LINK_ID_OFFSET, linkId.getLeastSignificantBits());
        bytes.putLong(LINK_ID_OFFSET + Long.BYTES, linkId.getMostSignificantBits());
        bytes.putInt(CHECKSUM_OFFSET, checksum(bytes));
        return bytes;
    }

    /**
     * Reads the first {@link #SIZE_BYTES} bytes of a buffer, whatever its position.
     *
     * @throws ProtocolException that names the field, its offset and what is allowed
     */
    static Preamble decode(ByteBuffer buffer) throws ProtocolException {
        ByteBuffer bytes = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        require(bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC)), "magic", 0, "other bytes",
                "FERRYTCP");
        int version = bytes.getShort(VERSION_OFFSET);
        require(version == VERSION, "version", VERSION_OFFSET, version, VERSION);
        require(bytes.getInt(CHECKSUM_OFFSET) == checksum(bytes), "checksum", CHECKSUM_OFFSET, "another",
                "the CRC32C of bytes 0-31");
        int kind = bytes.getShort(KIND_OFFSET);
        int lane = bytes.getShort(LANE_OFFSET);
        int laneCount = bytes.getShort(LANE_COUNT_OFFSET);
        require(laneCount >= MIN_LANES && laneCount <= MAX_LANES, "lane count", LANE_COUNT_OFFSET, laneCount,
                MIN_LANES + " to " + MAX_LANES);
        require(lane >= 0 && lane < laneCount, "lane", LANE_OFFSET, lane, "0 to " + (laneCount - 1));
        UUID linkId = new UUID(bytes.getLong(LINK_ID_OFFSET + Long.BYTES), bytes.getLong(LINK_ID_OFFSET));
        return new Preamble(Kind.of(kind).orElseThrow(() -> malformed("kind", KIND_OFFSET, kind, "1 or 2")),
                linkId,
                lane, laneCount);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CHECKSUM_OFFSET));
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String field, int offset, Object value, Object allowed)
            throws ProtocolException {
        if (!holds) {
            throw malformed(field, offset, value, allowed);
        }
    }

    private static ProtocolException malformed(String field, int offset, Object value, Object allowed) {
        return new ProtocolException("The preamble's " + field + " (offset " + offset + ") is " + value
                + "; it must be " + allowed);
    }
}
