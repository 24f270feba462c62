package dev.ferry.testkit.swap;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all devices of one guest share: its slots, in native memory, and their lease. Both are read and changed under
 * its monitor.
 */
final class SharedSlots {

    final String guestId;
    final MemoryGeometry geometry;
    final Map<Long, MemorySegment> contents = new HashMap<>();
    private final Deque<MemorySegment> freed = new ArrayDeque<>();
    private Arena arena = Arena.ofShared();
    /** That of the last holder; 0 where there was none. */
    long epoch;
    @Nullable
    InMemorySwapDevice holder;

    SharedSlots(String guestId, MemoryGeometry geometry) {
        this.guestId = guestId;
        this.geometry = geometry;
    }

    /** Where the contents of a slot go. */
    MemorySegment roomFor(long slot) {
        return contents.computeIfAbsent(slot, unused -> freed.isEmpty()
                ? arena.allocate(geometry.pageSizeBytes(), Long.BYTES)
                : freed.pop());
    }

    void free(long slot) {
        MemorySegment room = contents.remove(slot);
        if (room != null) {
            freed.push(room);
        }
    }

    void clear() {
        contents.clear();
        freed.clear();
        arena.close();
        arena = Arena.ofShared();
    }

    void requireShape(MemoryGeometry wanted) {
        if (wanted.pageSizeBytes() != geometry.pageSizeBytes()
                || wanted.pageCount() != geometry.pageCount()) {
            throw error(ErrorCode.SWAP_DAMAGED,
                    "it has " + shape(geometry) + ", wanted are " + shape(wanted));
        }
    }

    private static String shape(MemoryGeometry geometry) {
        return geometry.pageCount() + " slots of " + geometry.pageSizeBytes() + " bytes";
    }

    FerryException error(ErrorCode code, String what) {
        return new FerryException(code, "in-memory swap device of guest '" + guestId + "': " + what);
    }
}
