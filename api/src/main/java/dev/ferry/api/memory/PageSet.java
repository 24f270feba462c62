package dev.ferry.api.memory;

/**
 * A set of pages of one guest, to read. It may be live: others change it while it is read, and each answer is right
 * for some moment of the call. All scans go 64 pages at a step.
 */
public interface PageSet {

    /** The answer of a search that found no page. */
    long NONE = -1;

    /** How many pages the guest has; members are below it. */
    long pageCount();

    /** Whether a page is a member. */
    boolean contains(long page);

    /** The first member at or after {@code from}, or {@link #NONE}. */
    long next(long from);

    /** The last member at or before {@code from}, or {@link #NONE}. */
    long previous(long from);

    /**
     * The first member from {@code from} up to, not including, {@code end}, or {@link #NONE}. A set that can looks no
     * further, so that the search costs no more than the run is long.
     */
    default long next(long from, long end) {
        long page = next(from);
        return page < end ? page : NONE;
    }

    /** The last member from {@code from} down to {@code first}, or {@link #NONE}; the same backwards. */
    default long previous(long from, long first) {
        long page = previous(from);
        return page >= first ? page : NONE;
    }

    /** The first page at or after {@code from} that is not a member, or {@link #pageCount()}. */
    long nextAbsent(long from);

    /** How many members there are. Scans the whole set. */
    long size();

    /** Whether there is no member. */
    default boolean isEmpty() {
        return next(0) == NONE;
    }
}
