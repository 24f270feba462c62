package dev.ferry.paging.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may write a swap file, as the file says it, in two copies. Where they differ the later counts.
 *
 * @param sequence counts the changes
 * @param epoch counts the holders; that of the last one, or 0
 * @param holder the device object that holds it, or {@link #NOBODY}
 * @param name of the host that holds it, for people
 */
record Lease(long sequence, long epoch, UUID holder, String name) {

    /** No holder has this. */
    static final UUID NOBODY = new UUID(0, 0);
    /** That of a new file. */
    static final Lease NEW = new Lease(0, 0, NOBODY, "");
    /** Bytes of a copy. */
    static final int BYTES = 256;

    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;
    private static final int MAX_NAME_BYTES = CHECKED_BYTES - 4 * Long.BYTES - Short.BYTES;

    boolean isHeld() {
        return !holder.equals(NOBODY);
    }

    boolean isHeldBy(UUID device) {
        return holder.equals(device);
    }

    Lease takenBy(UUID device, String host) {
        return new Lease(sequence + 1, epoch + 1, device, host);
    }

    Lease givenUp() {
        return new Lease(sequence + 1, epoch, NOBODY, "");
    }

    ByteBuffer encode() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] cut = Arrays.copyOf(text, Math.min(text.length, MAX_NAME_BYTES));
        ByteBuffer copy = ByteBuffer.allocate(BYTES);
        copy.putLong(sequence).putLong(epoch).putLong(holder.getMostSignificantBits())
                .putLong(holder.getLeastSignificantBits()).putShort((short) cut.length).put(cut);
        return copy.putInt(CHECKED_BYTES, Checksum.of(copy.slice(0, CHECKED_BYTES))).rewind();
    }

    /** Reads a copy; null where it is none, or was not written to its end. */
    static @Nullable Lease decode(ByteBuffer copy) {
        if (copy.remaining() < BYTES
                || copy.getInt(CHECKED_BYTES) != Checksum.of(copy.slice(0, CHECKED_BYTES))) {
            return null;
        }
        long sequence = copy.getLong();
        long epoch = copy.getLong();
        UUID holder = new UUID(copy.getLong(), copy.getLong());
        byte[] name = new byte[Math.clamp(copy.getShort(), 0, MAX_NAME_BYTES)];
        copy.get(name);
        return new Lease(sequence, epoch, holder, new String(name, StandardCharsets.UTF_8));
    }

    /** For messages. */
    @Override
    public String toString() {
        return isHeld()
                ? "the lease is held by " + name + ", epoch " + epoch
                : "nobody holds the lease, the last epoch was " + epoch;
    }
}
