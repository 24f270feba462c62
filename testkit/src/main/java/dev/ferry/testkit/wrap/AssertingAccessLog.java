package dev.ferry.testkit.wrap;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.PageBitmap;

/** Checks who calls an access log: one thread at a time, started once before it is stopped, collected while it runs. */
final class AssertingAccessLog implements AccessLog {

    private final AccessLog inner;
    private final OneAtATime calls;
    private final long pageCount;
    private volatile boolean runs;

    AssertingAccessLog(AccessLog inner, long pageCount, Violations violations) {
        this.inner = inner;
        this.calls = new OneAtATime("AccessLog", violations);
        this.pageCount = pageCount;
    }

    /** Notes a log that was left on. */
    void checkEnd() {
        calls.check(!runs, () -> "the access log was not stopped");
    }

    @Override
    public void start() {
        try (var _ = calls.enter("start")) {
            calls.check(!runs, () -> "start where it runs");
            inner.start();
            runs = true;
        }
    }

    @Override
    public void collect(PageBitmap touched) {
        try (var _ = calls.enter("collect")) {
            calls.check(runs, () -> "collect where it does not run");
            calls.check(touched.pageCount() == pageCount,
                    () -> "a set of " + touched.pageCount() + " pages for " + pageCount);
            inner.collect(touched);
        }
    }

    @Override
    public void stop() {
        try (var _ = calls.enter("stop")) {
            inner.stop();
            runs = false;
        }
    }
}
