package dev.ferry.paging.file;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C, which processors have an instruction for. */
final class Checksum {

    private Checksum() {}

    static int of(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    /** Of a slot: its number is part of it, so that contents that went to a wrong place are found out. */
    static int of(long slot, ByteBuffer contents) {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(slot).flip());
        checksum.update(contents);
        return (int) checksum.getValue();
    }
}
