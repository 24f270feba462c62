package dev.ferry.strategies.postcopy;

import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/** Pushes pages in address order, whatever the guest faults on (Hines et al. 2009, section 3.1). */
public final class ActivePush implements PushScheduler {

    private PageSet owed = new PageBitmap(0);
    /** No page before it is owed. */
    private long cursor;

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        this.cursor = 0;
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        long first = owed.next(cursor);
        if (first == PageSet.NONE) {
            return null;
        }
        cursor = first;
        return PageRun.between(first, first + Math.min(maxPages, owed.pageCount() - first));
    }

    /** Finds {@link ActivePush} as {@code push}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "push";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new ActivePush();
        }
    }
}
