package dev.ferry.paging;

import dev.ferry.api.swap.SwapStore;
import java.time.Duration;

/**
 * How the guests of a host are paged.
 *
 * @param store where their cold pages go; stays the caller's
 * @param reservationBytes the memory that a guest may have at its start, rounded down to pages; at least one page, and
 *        fewer than eight count as eight
 * @param patience how long to try for a store that cannot be reached before the guest is called lost
 * @param listener told how it goes
 */
public record Paging(SwapStore store, long reservationBytes, Duration patience, PagingListener listener) {}
