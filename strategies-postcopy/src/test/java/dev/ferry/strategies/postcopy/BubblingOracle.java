package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageSet;

/** Figure 2 of Hines et al. 2009, word for word: grows the radius by one and clips. O(N) for each answer. */
final class BubblingOracle {

    private final PageSet owed;
    private long pivot;
    private long radius;

    BubblingOracle(PageSet owed) {
        this.owed = owed;
    }

    void onNetworkFault(long page) {
        pivot = page;
        radius = 1;
    }

    /** The page to push next, or {@link PageSet#NONE}. */
    long next() {
        for (; radius < owed.pageCount(); radius++) {
            long left = Math.max(0, pivot - radius);
            long right = Math.min(owed.pageCount() - 1, pivot + radius);
            if (owed.contains(left)) {
                return left;
            }
            if (owed.contains(right)) {
                return right;
            }
        }
        return PageSet.NONE;
    }
}
