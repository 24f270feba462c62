package dev.ferry.strategies.postcopy;

import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Prepaging by bubbling (Hines et al. 2009, section 3.2, Figure 2): pages are pushed outwards on both sides of a
 * pivot, which at first is page 0 and then the page of the last network fault.
 */
public final class Bubbling implements PushScheduler {

    private PageSet owed = new PageBitmap(0);
    private Bubble bubble = new Bubble(owed, 0, 0);

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        this.bubble = new Bubble(owed, 0, 0);
    }

    @Override
    public void onNetworkFault(long page) {
        bubble = new Bubble(owed, page, 1);
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        return bubble.next(maxPages);
    }

    /** Finds {@link Bubbling} as {@code bubbling}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "bubbling";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new Bubbling();
        }
    }
}
