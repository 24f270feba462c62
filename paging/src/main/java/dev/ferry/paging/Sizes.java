package dev.ferry.paging;

/**
 * How a reservation is divided.
 *
 * @param reservation the memory that the guest may have
 * @param standby how many pages of it may be on standby
 * @param batch how many pages are written or read at a time. So many over the reservation, whoever brings pages in waits
 *        for room; what it brings then, at once, comes on top
 */
record Sizes(long reservation, int standby, int batch) {

    /** Below it a guest would have its pages taken away before it has used them. */
    static final int MIN_RESERVATION_PAGES = 8;
    private static final int MAX_STANDBY_PAGES = 4096;
    private static final int MIN_STANDBY_PAGES = 32;
    private static final int STANDBY_SHARE = 16;
    /** More than this is not written or read at a time. */
    static final int MAX_BATCH_PAGES = 256;

    /** A sixteenth is on standby; of a small reservation up to a quarter. */
    static Sizes of(long reservation) {
        if (reservation < 1) {
            throw new IllegalArgumentException("a reservation of " + reservation + " pages: at least 1");
        }
        long pages = Math.max(MIN_RESERVATION_PAGES, reservation);
        int standby = (int) Math.max(Math.min(MIN_STANDBY_PAGES, pages / 4),
                Math.min(MAX_STANDBY_PAGES, pages / STANDBY_SHARE));
        return new Sizes(pages, standby, Math.clamp(standby / 2, 1, MAX_BATCH_PAGES));
    }

    /** How many pages the guest may be able to touch without a fault. */
    long resident() {
        return reservation - standby;
    }
}
