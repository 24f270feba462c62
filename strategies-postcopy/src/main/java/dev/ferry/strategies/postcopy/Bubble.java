package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import org.jspecify.annotations.Nullable;

/**
 * The growing range around one pivot. Each edge stands on the nearest owed page on its side and only moves outwards,
 * by word scans over the live set: so a bubble looks at each word of the set once, however long it grows.
 */
final class Bubble {

    private final PageSet owed;
    private final long pivot;
    /** The left edge; {@link PageSet#NONE} once it is past the first page. */
    private long left;
    /** The right edge; the page count once it is past the last page. */
    private long right;

    /** A bubble that has grown to {@code radius} on both sides, but has not given out the pages at that distance. */
    Bubble(PageSet owed, long pivot, long radius) {
        this.owed = owed;
        this.pivot = pivot;
        this.left = pivot - radius;
        this.right = pivot + radius;
    }

    /**
     * The owed page nearest to the pivot, of two the left one. Once the left edge is at its end, the right one goes
     * on in runs: the order is the same. Null where nothing is owed.
     */
    @Nullable
    PageRun next(long maxPages) {
        growToOwed();
        boolean leftAtEnd = left == PageSet.NONE;
        boolean rightAtEnd = right == owed.pageCount();
        if (leftAtEnd && rightAtEnd) {
            return null;
        }
        if (leftAtEnd) {
            return new PageRun(right, Math.min(maxPages, owed.pageCount() - right));
        }
        return new PageRun(rightAtEnd || pivot - left <= right - pivot ? left : right, 1);
    }

    private void growToOwed() {
        left = owed.previous(left);
        long next = owed.next(right);
        right = next == PageSet.NONE ? owed.pageCount() : next;
    }
}
