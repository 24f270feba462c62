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

    /** The first page at or after {@code from} that is not a member, or {@link #pageCount()}. */
    long nextAbsent(long from);

    /** How many members there are. Scans the whole set. */
    long size();

    /** Whether there is no member. */
    default boolean isEmpty() {
        return next(0) == NONE;
    }
}
