package dev.ferry.engine.wire;

import java.nio.ByteBuffer;

/**
 * The table of a PAGES frame: one entry of 16 bytes for each run, little-endian.
 *
 * <pre>
 *   0                                                                       8
 *   +-----------------------------------------------------------------------+
 *   |                          first page                                   |
 *   +-----------------------------------+-----------------------------------+
 *   |   page count                      |   kind: 0 raw, 1 zero, 2 cold     |
 *   +-----------------------------------+-----------------------------------+
 * </pre>
 *
 * The bytes of the raw runs follow the table, in its order.
 */
final class RunTable {

    static final int ENTRY_BYTES = 16;
    static final int RAW = 0;
    static final int ZERO = 1;
    static final int COLD = 2;

    private static final int COUNT_OFFSET = 8;
    private static final int KIND_OFFSET = 12;

    private RunTable() {}

    /** Writes entry {@code index} of a table that begins at {@code start}. */
    static void put(ByteBuffer buffer, int start, int index, long first, int count, int kind) {
        int entry = start + index * ENTRY_BYTES;
        buffer.putLong(entry, first).putInt(entry + COUNT_OFFSET, count).putInt(entry + KIND_OFFSET, kind);
    }

    static long first(ByteBuffer table, int index) {
        return table.getLong(index * ENTRY_BYTES);
    }

    static int count(ByteBuffer table, int index) {
        return table.getInt(index * ENTRY_BYTES + COUNT_OFFSET);
    }

    static int kind(ByteBuffer table, int index) {
        return table.getInt(index * ENTRY_BYTES + KIND_OFFSET);
    }
}
