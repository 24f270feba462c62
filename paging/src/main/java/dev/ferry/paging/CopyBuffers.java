package dev.ferry.paging;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Native memory for copies of runs, used again. Of each size, powers of two, there are at most as many buffers as there
 * were copies at a time; they are kept for as long as this is. Any thread.
 */
final class CopyBuffers {

    /** Free buffers by their size. */
    private final NavigableMap<Long, Deque<MemorySegment>> free = new TreeMap<>();
    /** Lent buffers by their address. */
    private final Map<Long, MemorySegment> lent = new HashMap<>();

    /** A buffer of so many bytes, with whatever is in it. */
    synchronized MemorySegment take(long bytes) {
        Entry<Long, Deque<MemorySegment>> fitting = free.ceilingEntry(bytes);
        MemorySegment buffer;
        if (fitting == null) {
            long rounded = Long.highestOneBit(2 * bytes - 1);
            buffer = Arena.ofAuto().allocate(rounded, Long.BYTES);
        } else {
            buffer = fitting.getValue().pop();
            if (fitting.getValue().isEmpty()) {
                free.remove(fitting.getKey());
            }
        }
        lent.put(buffer.address(), buffer);
        return buffer.asSlice(0, bytes);
    }

    /** Takes a buffer back. Does nothing where it was not lent. */
    synchronized void giveBack(MemorySegment segment) {
        MemorySegment buffer = lent.remove(segment.address());
        if (buffer != null) {
            free.computeIfAbsent(buffer.byteSize(), _ -> new ArrayDeque<>()).push(buffer);
        }
    }
}
