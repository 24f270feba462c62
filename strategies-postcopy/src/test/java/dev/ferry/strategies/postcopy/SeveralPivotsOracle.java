package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/**
 * Section 3.2 B and C of Hines et al. 2009, page by page: an array of pivots, each with the page that its left and its
 * right edge come to next, which turn into {@link #STOPPED} at a page that was sent. Where all have stopped, a sticky
 * pivot at the start, or the end, skips such pages.
 */
final class SeveralPivotsOracle implements PushOracle {

    private static final long STOPPED = -1;

    private final PageSet owed;
    private final PageBitmap owedAtFirst;
    private final BubbleDirection direction;
    private final long[] left;
    private final long[] right;
    private int oldest;
    /** Whose turn it is: 2 i for the left edge of pivot i, 2 i + 1 for its right one. */
    private int turn;

    SeveralPivotsOracle(PageSet owed, int pivots, BubbleDirection direction) {
        this.owed = owed;
        this.owedAtFirst = PageBitmap.copyOf(owed);
        this.direction = direction;
        this.left = new long[pivots];
        this.right = new long[pivots];
        for (int pivot = 0; pivot < pivots; pivot++) {
            left[pivot] = STOPPED;
            right[pivot] = STOPPED;
        }
    }

    @Override
    public void onNetworkFault(long page) {
        left[oldest] = direction == BubbleDirection.FORWARD ? STOPPED : page - 1;
        right[oldest] = direction == BubbleDirection.BACKWARD ? STOPPED : page + 1;
        oldest = (oldest + 1) % left.length;
    }

    @Override
    public long next() {
        for (int asked = 0; asked < 2 * left.length; asked++) {
            long page = turn % 2 == 0 ? growLeft(turn / 2) : growRight(turn / 2);
            turn = (turn + 1) % (2 * left.length);
            if (page != STOPPED) {
                return page;
            }
        }
        return stickyPage();
    }

    private long growLeft(int pivot) {
        while (left[pivot] >= 0 && !owedAtFirst.contains(left[pivot])) {
            left[pivot]--;
        }
        if (left[pivot] < 0 || !owed.contains(left[pivot])) {
            left[pivot] = STOPPED;
            return STOPPED;
        }
        return left[pivot]--;
    }

    private long growRight(int pivot) {
        while (right[pivot] != STOPPED && right[pivot] < owed.pageCount()
                && !owedAtFirst.contains(right[pivot])) {
            right[pivot]++;
        }
        if (right[pivot] == STOPPED || right[pivot] == owed.pageCount() || !owed.contains(right[pivot])) {
            right[pivot] = STOPPED;
            return STOPPED;
        }
        return right[pivot]++;
    }

    private long stickyPage() {
        long last = owed.pageCount() - 1;
        for (long distance = 0; distance <= last; distance++) {
            long page = direction == BubbleDirection.BACKWARD ? last - distance : distance;
            if (owed.contains(page)) {
                return page;
            }
        }
        return PageSet.NONE;
    }
}
