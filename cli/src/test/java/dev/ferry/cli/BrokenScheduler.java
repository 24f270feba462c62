package dev.ferry.cli;

import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;

/** A scheduler that a user brings along, and that breaks when it has handed out two runs. */
public final class BrokenScheduler implements PushScheduler {

    private int next;

    private BrokenScheduler() {}

    @Override
    public void begin(PageSet owed) {
        next = 0;
    }

    @Override
    public PageRun next(long maxPages) {
        if (next == 2) {
            throw new IllegalStateException("this scheduler is broken");
        }
        return new PageRun(next++, 1);
    }

    /** Finds it as {@code broken}. */
    public static final class Provider implements PushScheduler.Provider {

        /** Does nothing. */
        public Provider() {}

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new BrokenScheduler();
        }
    }
}
