package dev.ferry.engine.order;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * All that is owed, from the first page on: what the engine falls back to where a plugin breaks after switchover, and
 * how what a strategy has left is pushed.
 */
public final class AddressOrder implements PushScheduler {

    private PageSet owed = new PageBitmap(0);
    /** No page before it is owed. */
    private long cursor;

    /** To be begun. */
    public AddressOrder() {}

    @Override
    public void begin(PageSet pages) {
        owed = pages;
        cursor = 0;
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        long first = owed.next(cursor);
        if (first == PageSet.NONE) {
            return null;
        }
        cursor = first;
        return PageRun.between(first, Math.min(owed.pageCount(), first + maxPages));
    }
}
