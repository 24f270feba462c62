package dev.ferry.api.memory;

import dev.ferry.api.Setting;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The order in which a guest first touched its pages during a recording: after an arrival, or in a window while it ran.
 * A guest that is moved often touches nearly the same pages each time, so that the order is worth keeping
 * ({@link FirstTouchesFile}) and pushing first at the next migration. Immutable.
 */
public final class FirstTouches {

    /**
     * What a recording must have in common with the guest that it is used for, besides its size: whoever runs the guest
     * raises the number when old orders are worth nothing, as after a boot.
     */
    public static final Setting<Long> GENERATION = Setting.number("ferry.record.generation", 0, 0,
            Long.MAX_VALUE,
            "the generation of the guest: recordings of another one are not used");

    private final String guestId;
    private final long generation;
    private final long pageCount;
    private final long[] pages;

    /**
     * A recording.
     *
     * @param guestId whose it is, for people
     * @param generation which generation of the guest, see {@link #GENERATION}
     * @param pageCount how many pages the guest has
     * @param pages in the order of their first touch, each at most once; copied
     * @throws IllegalArgumentException where a page is not one of the guest's, or comes twice
     */
    public FirstTouches(String guestId, long generation, long pageCount, long... pages) {
        this.guestId = guestId;
        this.generation = generation;
        this.pageCount = pageCount;
        this.pages = pages.clone();
        long[] sorted = pages.clone();
        Arrays.sort(sorted);
        for (int index = 0; index < sorted.length; index++) {
            long page = sorted[index];
            if (page < 0 || page >= pageCount || index > 0 && page == sorted[index - 1]) {
                throw new IllegalArgumentException("page " + page + " comes twice, or is not one of the "
                        + pageCount + " of the guest");
            }
        }
    }

    /** Whose recording it is. */
    public String guestId() {
        return guestId;
    }

    /** Which generation of the guest. */
    public long generation() {
        return generation;
    }

    /** How many pages the guest has. */
    public long pageCount() {
        return pageCount;
    }

    /** How many pages were touched. */
    public int size() {
        return pages.length;
    }

    /** The page that was touched as number {@code index}, counted from 0. */
    public long page(int index) {
        return pages[index];
    }

    /** The pages in the order of their first touch. */
    public LongStream pages() {
        return Arrays.stream(pages);
    }

    @Override
    public String toString() {
        return "first touches of " + pages.length + " of " + pageCount + " pages by guest " + guestId
                + ", generation " + generation;
    }
}
