package dev.ferry.benchmarks;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Bubbling with one pivot (Hines et al. 2009, Figure 2) without a memory of what is claimed: after each fault both edges
 * look for the nearest owed page, word by word, over all that was pushed before.
 */
final class RescanningBubbling implements PushScheduler {

    private PageSet owed = new PageBitmap(0);
    private long pivot;
    private long left;
    private long right;

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        onNetworkFault(0);
        right = 0;
    }

    @Override
    public void onNetworkFault(long page) {
        pivot = page;
        left = page - 1;
        right = page + 1;
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        left = owed.previous(left);
        long found = owed.next(right);
        right = found == PageSet.NONE ? owed.pageCount() : found;
        boolean rightAtEnd = right == owed.pageCount();
        if (left == PageSet.NONE) {
            return rightAtEnd ? null : new PageRun(right, 1);
        }
        return new PageRun(rightAtEnd || pivot - left <= right - pivot ? left : right, 1);
    }
}
