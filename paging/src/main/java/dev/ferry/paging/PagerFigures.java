package dev.ferry.paging;

/**
 * What a pager has done since it began, and what it has now. Any thread may ask, at any time.
 *
 * @param reservationPages the memory that the guest may have
 * @param memoryPages pages in memory, those that are out of the guest's reach but not yet written included
 * @param coldPages pages on the swap device and nowhere else
 * @param swappedIn pages read from the device for the guest
 * @param swappedOut pages written to the device
 * @param rescued pages that the guest touched before they were written: they came back at once
 */
public record PagerFigures(long reservationPages, long memoryPages, long coldPages, long swappedIn,
        long swappedOut, long rescued) {}
