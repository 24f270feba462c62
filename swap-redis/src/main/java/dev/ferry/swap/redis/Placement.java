package dev.ferry.swap.redis;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which shard holds each slot, and whether its map is known to say so: the maps of the shards as they were read, which
 * takes no time in the moment when a guest changes hosts, and what has changed since, a byte a slot, in chunks that exist
 * where something has. For several threads, which set different slots.
 */
final class Placement {

    /** How many shards can be told apart. */
    static final int MOST_SHARDS = 126;
    /** No shard. */
    static final int NONE = -1;

    private static final int CHUNK_SLOTS = 1 << 14;
    /** In a chunk: as the maps say. Others are a shard's number and one, negative where it is in doubt. */
    private static final int UNCHANGED = 0;
    /** In a chunk: on no shard any more. */
    private static final int NOWHERE = MOST_SHARDS + 1;

    private final AtomicReferenceArray<byte[]> maps;
    private final AtomicReferenceArray<byte[]> chunks;

    Placement(long slotCount, int shardCount) {
        maps = new AtomicReferenceArray<>(shardCount);
        chunks = new AtomicReferenceArray<>(Math.toIntExact(slotCount / CHUNK_SLOTS + 1));
    }

    /** The index of the shard that holds a slot, or {@link #NONE}. */
    int shardOf(long slot) {
        int code = code(slot);
        if (code == UNCHANGED) {
            return shardByMaps(slot);
        }
        return code == NOWHERE ? NONE : Math.abs(code) - 1;
    }

    private int shardByMaps(long slot) {
        for (int shard = 0; shard < maps.length(); shard++) {
            if (isSet(maps.get(shard), slot)) {
                return shard;
            }
        }
        return NONE;
    }

    /** Whether the shard that holds a slot has it in its map, as far as anybody knows. */
    boolean isMapped(long slot) {
        return code(slot) >= 0 && shardOf(slot) != NONE;
    }

    private int code(long slot) {
        byte[] chunk = chunks.get((int) (slot / CHUNK_SLOTS));
        return chunk == null ? UNCHANGED : chunk[(int) (slot % CHUNK_SLOTS)];
    }

    /** Notes the shard that has a slot in its map; {@link #NONE}: none does. */
    void set(long slot, int shard) {
        put(slot, shard == NONE ? NOWHERE : shard + 1);
    }

    /** Notes the only shard that can have a slot, where it is in doubt whether it does. */
    void doubt(long slot, int shard) {
        put(slot, -(shard + 1));
    }

    private void put(long slot, int code) {
        int index = (int) (slot / CHUNK_SLOTS);
        byte[] chunk = chunks.get(index);
        if (chunk == null) {
            chunks.compareAndSet(index, null, new byte[CHUNK_SLOTS]);
            chunk = chunks.get(index);
        }
        chunk[(int) (slot % CHUNK_SLOTS)] = (byte) code;
    }

    /** Notes the map of a shard, which counts more than what was noted before. */
    void add(int shard, byte[] map) {
        maps.set(shard, map);
        for (int index = 0; index < chunks.length(); index++) {
            byte[] chunk = chunks.get(index);
            for (int i = 0; chunk != null && i < CHUNK_SLOTS; i++) {
                if (chunk[i] != UNCHANGED && isSet(map, (long) index * CHUNK_SLOTS + i)) {
                    chunk[i] = (byte) (shard + 1);
                }
            }
        }
    }

    /** The slots that are set in some bytes of a shard's map, ascending. */
    static long[] slots(byte[] map, int firstByte, int endByte) {
        return LongStream.range((long) firstByte * Byte.SIZE, (long) endByte * Byte.SIZE)
                .filter(slot -> isSet(map, slot)).toArray();
    }

    /** The first slot of a byte is its highest bit (SETBIT). */
    private static boolean isSet(byte @Nullable [] map, long slot) {
        long index = slot / Byte.SIZE;
        return map != null && index < map.length && (map[(int) index] << slot % Byte.SIZE & 0x80) != 0;
    }
}
