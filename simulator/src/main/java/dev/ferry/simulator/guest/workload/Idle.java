package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;

/** A guest with nothing to do: now and then its kernel writes one of a few pages. Work is wake-ups. */
public final class Idle implements AccessPattern {

    private final PageRun pages;
    private final long intervalNanos;
    private final RandomStream random;

    /**
     * A guest that wakes up regularly.
     *
     * @param pages of which one is written each time, at random
     * @param intervalNanos between two of them, at least 1; with Linux and a timer of 250 Hz, 4 ms
     */
    public Idle(PageRun pages, long intervalNanos, long seed) {
        this.pages = pages;
        this.intervalNanos = Require.atLeast(1, intervalNanos, "nanoseconds between wake-ups");
        random = new RandomStream(seed);
    }

    @Override
    public void next(Step step) {
        step.set(pages.first() + random.below(pages.count()), 1, true, intervalNanos, 1);
    }
}
