package dev.ferry.strategies.postcopy;

import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Pushes nothing: a page moves when the guest faults on it (Hines et al. 2009, section 3.1). The source is bound until
 * the guest has touched its last page; there to be compared with.
 */
public final class DemandPaging implements PushScheduler {

    @Override
    public void begin(PageSet owed) {}

    @Override
    public @Nullable PageRun next(long maxPages) {
        return null;
    }

    /** Finds {@link DemandPaging} as {@code demand}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "demand";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new DemandPaging();
        }
    }
}
