package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageSet;

/**
 * Figure 2 of Hines et al. 2009, word for word: grows the radius by one and clips. O(N) for each answer. Where one
 * direction is turned off, the sticky pivot begins when the bubble has come to its end.
 */
final class OnePivotOracle implements PushOracle {

    private final PageSet owed;
    private final BubbleDirection direction;
    private long pivot;
    private long radius;

    OnePivotOracle(PageSet owed, BubbleDirection direction) {
        this.owed = owed;
        this.direction = direction;
        this.pivot = direction == BubbleDirection.BACKWARD ? owed.pageCount() - 1 : 0;
    }

    @Override
    public void onNetworkFault(long page) {
        pivot = page;
        radius = 1;
    }

    @Override
    public long next() {
        for (; radius < owed.pageCount(); radius++) {
            long left = Math.max(0, pivot - radius);
            long right = Math.min(owed.pageCount() - 1, pivot + radius);
            if (direction != BubbleDirection.FORWARD && owed.contains(left)) {
                return left;
            }
            if (direction != BubbleDirection.BACKWARD && owed.contains(right)) {
                return right;
            }
        }
        return direction == BubbleDirection.BACKWARD ? owed.previous(owed.pageCount() - 1) : owed.next(0);
    }
}
