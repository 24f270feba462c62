package dev.ferry.paging.workingset;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.paging.PagedGuest;
import dev.ferry.paging.PagerFigures;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A guest as {@link WorkingSetWatch} sees it. Both functions are called by any thread.
 *
 * @param guestId who it is, once on a host
 * @param geometry its memory
 * @param figures what it has and has swapped
 * @param reserve gives it another reservation, in pages
 */
public record WatchedGuest(String guestId, MemoryGeometry geometry, Supplier<PagerFigures> figures,
        LongConsumer reserve) {

    /** One that is paged. */
    public static WatchedGuest of(String guestId, PagedGuest guest) {
        return new WatchedGuest(guestId, guest.source().geometry(), guest::figures, guest::reserve);
    }
}
