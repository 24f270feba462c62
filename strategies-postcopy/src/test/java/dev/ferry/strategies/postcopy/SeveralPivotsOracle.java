package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;

/**
 * Section 3.2 B and C of Hines et al. 2009, page by page: an array of pivots, each with the page that its left and its
 * right edge come to next, which turn into {@link #STOPPED} at the end of memory, and but for the newest pivot at a page
 * that was sent. The page nearest to its pivot is next, of equals the first in the array. Where all have stopped, a
 * sticky pivot at the start, or the end, skips pages that were sent.
 */
final class SeveralPivotsOracle implements PushOracle {

    private static final long STOPPED = -1;

    private final PageSet owed;
    private final PageBitmap owedAtFirst;
    private final BubbleDirection direction;
    private final long[] pivot;
    private final long[] left;
    private final long[] right;
    private int newest;

    SeveralPivotsOracle(PageSet owed, int pivots, BubbleDirection direction) {
        this.owed = owed;
        this.owedAtFirst = PageBitmap.copyOf(owed);
        this.direction = direction;
        this.pivot = new long[pivots];
        this.left = new long[pivots];
        this.right = new long[pivots];
        this.newest = pivots - 1;
        Arrays.fill(left, STOPPED);
        Arrays.fill(right, STOPPED);
    }

    @Override
    public void onNetworkFault(long page) {
        lookLeft(newest);
        lookRight(newest);
        newest = (newest + 1) % pivot.length;
        pivot[newest] = page;
        left[newest] = direction == BubbleDirection.FORWARD ? STOPPED : page - 1;
        right[newest] = direction == BubbleDirection.BACKWARD ? STOPPED : page + 1;
    }

    @Override
    public long next() {
        for (int bubble = 0; bubble < pivot.length; bubble++) {
            lookLeft(bubble);
            lookRight(bubble);
        }
        for (long distance = 1; distance < owed.pageCount(); distance++) {
            for (int bubble = 0; bubble < pivot.length; bubble++) {
                if (left[bubble] != STOPPED && pivot[bubble] - left[bubble] == distance) {
                    return left[bubble]--;
                }
                if (right[bubble] != STOPPED && right[bubble] - pivot[bubble] == distance) {
                    return right[bubble]++;
                }
            }
        }
        return stickyPage();
    }

    private void lookLeft(int bubble) {
        while (left[bubble] >= 0 && goesOver(bubble, left[bubble])) {
            left[bubble]--;
        }
        if (left[bubble] < 0 || !owed.contains(left[bubble])) {
            left[bubble] = STOPPED;
        }
    }

    private void lookRight(int bubble) {
        while (right[bubble] != STOPPED && right[bubble] < owed.pageCount()
                && goesOver(bubble, right[bubble])) {
            right[bubble]++;
        }
        if (right[bubble] == STOPPED || right[bubble] == owed.pageCount() || !owed.contains(right[bubble])) {
            right[bubble] = STOPPED;
        }
    }

    private boolean goesOver(int bubble, long page) {
        return bubble == newest ? !owed.contains(page) : !owedAtFirst.contains(page);
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
