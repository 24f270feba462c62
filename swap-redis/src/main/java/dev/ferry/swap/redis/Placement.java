package dev.ferry.swap.redis;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which shard holds each slot: a byte a slot, in chunks that exist where slots do. For several threads, which set
 * different slots.
 */
final class Placement {

    /** How many shards can be told apart. */
    static final int MOST_SHARDS = 127;
    /** No shard. */
    static final int NONE = -1;

    private static final int CHUNK_SLOTS = 1 << 14;

    private final AtomicReferenceArray<byte[]> chunks;

    Placement(long slotCount) {
        chunks = new AtomicReferenceArray<>(Math.toIntExact(slotCount / CHUNK_SLOTS + 1));
    }

    /** The index of the shard that holds a slot, or {@link #NONE}. */
    int shardOf(long slot) {
        byte[] chunk = chunks.get((int) (slot / CHUNK_SLOTS));
        return chunk == null ? NONE : chunk[(int) (slot % CHUNK_SLOTS)] - 1;
    }

    /** Notes the shard that holds a slot; {@link #NONE}: none does. */
    void set(long slot, int shard) {
        int index = (int) (slot / CHUNK_SLOTS);
        byte[] chunk = chunks.get(index);
        if (chunk == null) {
            chunks.compareAndSet(index, null, new byte[CHUNK_SLOTS]);
            chunk = chunks.get(index);
        }
        chunk[(int) (slot % CHUNK_SLOTS)] = (byte) (shard + 1);
    }

    /** Notes all slots of a shard, as its map says. */
    void add(int shard, byte[] map) {
        for (int i = 0; i < map.length; i++) {
            for (int bits = map[i] & 0xff; bits != 0; bits &= bits - 1) {
                // The lowest bit of a byte is the last of its eight slots (SETBIT).
                set(i * 8L + 7 - Integer.numberOfTrailingZeros(bits), shard);
            }
        }
    }
}
