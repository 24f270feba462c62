package dev.ferry.engine.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The header of every frame, little-endian:
 *
 * <pre>
 *   0        1        2                 4                                   8
 *   +--------+--------+-----------------+-----------------------------------+
 *   |  type  | flags  |    run count    |   length of what follows, bytes   |
 *   +--------+--------+-----------------+-----------------------------------+
 *   |               argument (page of FAULT; 0 otherwise)                   |
 *   +-----------------------------------+-----------------------------------+
 *   |  CRC-32C, see below               |   reserved, 0                     |
 *   +-----------------------------------+-----------------------------------+
 *  16                                  20                                  24
 * </pre>
 *
 * The checksum covers bytes 0 to 15 and then what follows the header; of a PAGES frame only its table of runs.
 */
final class FrameHeader {

    static final int BYTES = 24;

    private static final int TYPE_OFFSET = 0;
    private static final int FLAGS_OFFSET = 1;
    private static final int RUN_COUNT_OFFSET = 2;
    private static final int LENGTH_OFFSET = 4;
    private static final int ARGUMENT_OFFSET = 8;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int RESERVED_OFFSET = 20;

    private FrameHeader() {}

    /** A direct little-endian buffer that begins with room for a header. */
    static ByteBuffer allocate(int payloadBytes) {
        return ByteBuffer.allocateDirect(BYTES + payloadBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Writes the header at the start of {@code frame}; what the checksum covers must be in place up to its limit. */
    static void put(ByteBuffer frame, FrameType type, int runCount, int length, long argument) {
        frame.put(TYPE_OFFSET, (byte) type.code()).put(FLAGS_OFFSET, (byte) 0)
                .putShort(RUN_COUNT_OFFSET, (short) runCount).putInt(LENGTH_OFFSET, length)
                .putLong(ARGUMENT_OFFSET, argument).putInt(RESERVED_OFFSET, 0);
        CRC32C checksum = checksum(frame);
        checksum.update(frame.duplicate().position(BYTES));
        frame.putInt(CHECKSUM_OFFSET, (int) checksum.getValue());
    }

    static int typeCode(ByteBuffer frame) {
        return frame.get(TYPE_OFFSET) & 0xFF;
    }

    static int flags(ByteBuffer frame) {
        return frame.get(FLAGS_OFFSET) & 0xFF;
    }

    static int runCount(ByteBuffer frame) {
        return frame.getShort(RUN_COUNT_OFFSET) & 0xFFFF;
    }

    /** As it stands there: an unsigned number that may come out negative. */
    static int length(ByteBuffer frame) {
        return frame.getInt(LENGTH_OFFSET);
    }

    static long argument(ByteBuffer frame) {
        return frame.getLong(ARGUMENT_OFFSET);
    }

    static int reserved(ByteBuffer frame) {
        return frame.getInt(RESERVED_OFFSET);
    }

    /** Whether the checksum fits the header and what follows it: all of {@code payload} from its start to its limit. */
    static boolean checksumFits(ByteBuffer frame, ByteBuffer payload) {
        CRC32C checksum = checksum(frame);
        checksum.update(payload.duplicate().rewind());
        return frame.getInt(CHECKSUM_OFFSET) == (int) checksum.getValue();
    }

    private static CRC32C checksum(ByteBuffer frame) {
        CRC32C checksum = new CRC32C();
        checksum.update(frame.duplicate().position(0).limit(CHECKSUM_OFFSET));
        return checksum;
    }
}
