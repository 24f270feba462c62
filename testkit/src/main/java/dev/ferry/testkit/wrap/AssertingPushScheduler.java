package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Checks who calls a scheduler: one thread at a time, {@code begin} first, faults for pages of the guest that are
 * claimed, and room for a page at least in {@code next}.
 */
public final class AssertingPushScheduler implements PushScheduler {

    private final PushScheduler inner;
    private final OneAtATime calls;
    private @Nullable PageSet owed;

    /** Wraps a scheduler. */
    public AssertingPushScheduler(PushScheduler inner, Violations violations) {
        this.inner = inner;
        this.calls = new OneAtATime("PushScheduler", violations);
    }

    @Override
    public void begin(PageSet pages) {
        try (var _ = calls.enter("begin")) {
            owed = pages;
            inner.begin(pages);
        }
    }

    @Override
    public void onNetworkFault(long page) {
        try (var _ = calls.enter("onNetworkFault")) {
            PageSet pages = owed;
            calls.check(pages != null, () -> "onNetworkFault before begin");
            boolean inRange = pages != null && page >= 0 && page < pages.pageCount();
            calls.check(pages == null || inRange, () -> "fault for page " + page + " of " + pages);
            calls.check(!inRange || !pages.contains(page),
                    () -> "fault for page " + page + ", which nobody has claimed");
            inner.onNetworkFault(page);
        }
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        try (var _ = calls.enter("next")) {
            calls.check(owed != null, () -> "next before begin");
            calls.check(maxPages >= 1, () -> "next for " + maxPages + " pages");
            return inner.next(maxPages);
        }
    }

    @Override
    public boolean needsAddresses() {
        return inner.needsAddresses();
    }
}
