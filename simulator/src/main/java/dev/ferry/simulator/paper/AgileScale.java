package dev.ferry.simulator.paper;

/**
 * How many real pages a page of the model stands for. One touch of it stands for as many touches of single pages, one
 * after the other: so all that takes time or is done for one page takes as many times as much, and all sums stay as they
 * are.
 *
 * @param pages at least 1
 */
record AgileScale(int pages) {

    private static final int PAGE_BYTES = 4096;
    private static final long MIB = 1 << 20;

    /** Of a page of the model. */
    int pageBytes() {
        return PAGE_BYTES * pages;
    }

    /** Times or bytes of as many single pages. */
    long of(long one) {
        return one * pages;
    }

    /** How many pages of the model are so much. */
    long pages(long mib) {
        return mib * MIB / pageBytes();
    }

    static long bytes(long mib) {
        return mib * MIB;
    }
}
