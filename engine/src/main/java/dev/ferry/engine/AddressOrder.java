package dev.ferry.engine;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/** What the engine falls back to where a plugin breaks after switchover: all that is owed, from the first page on. */
record AddressOrder(PageSet owed) implements PushScheduler {

    @Override
    public void begin(PageSet pages) {}

    @Override
    public @Nullable PageRun next(long maxPages) {
        long first = owed.next(0);
        return first == PageSet.NONE
                ? null
                : PageRun.between(first, Math.min(owed.nextAbsent(first), first + maxPages));
    }
}
