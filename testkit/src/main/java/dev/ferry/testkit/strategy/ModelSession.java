package dev.ferry.testkit.strategy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A session over a guest that is only a model: its pages have versions, it dirties some while a round is sent, and all
 * time is counted, none passes. What the engine would refuse is an error here, and stays one where the strategy
 * catches it. For one thread.
 */
final class ModelSession implements SourceSession {

    private static final int MAX_VERBS = 10_000;
    private static final long BYTES_PER_SECOND = 125_000_000;

    private enum Stage {
        AT_SOURCE, OWING, OWES_NOTHING, COMPLETED
    }

    private final ModelGuest guest;
    private final Random random;
    private final Thread owner = Thread.currentThread();
    private final List<String> verbs = new ArrayList<>();
    private final PageBitmap dirty;
    private Stage stage = Stage.AT_SOURCE;
    private PageBitmap owed;
    private int round;
    private int failingVerb = Integer.MAX_VALUE;
    private @Nullable RuntimeException failure;
    private boolean failed;
    private @Nullable String violation;

    ModelSession(ModelGuest guest, long seed) {
        this.guest = guest;
        this.random = new Random(seed);
        this.dirty = PageBitmap.full(guest.geometry().pageCount());
        this.owed = new PageBitmap(guest.geometry().pageCount());
    }

    /** Lets a verb, counted from 0, throw what an engine throws. */
    void failAt(int verb, RuntimeException cause) {
        failingVerb = verb;
        failure = cause;
    }

    /** The verbs so far, with what they were to do. */
    List<String> verbs() {
        return List.copyOf(verbs);
    }

    /** Whether the verb that was to fail was reached. */
    boolean hasFailed() {
        return failed;
    }

    /** Whether the guest still runs at the source. */
    boolean isAtSource() {
        return stage == Stage.AT_SOURCE;
    }

    /** The first call that an engine would have refused, or null. */
    @Nullable
    String violation() {
        return violation;
    }

    /** What is wrong with how the strategy has moved the guest, or null. */
    @Nullable
    String firstWrong() {
        if (violation != null) {
            return violation;
        }
        if (stage != Stage.COMPLETED) {
            return "it returned without complete(), after " + verbs;
        }
        long stale = guest.firstStale();
        return stale == PageSet.NONE ? null : "page " + stale + " is old at the destination, after " + verbs;
    }

    @Override
    public MemoryGeometry geometry() {
        return guest.geometry();
    }

    @Override
    public PageSet dirty() {
        return PageBitmap.copyOf(dirty);
    }

    @Override
    public Round send(PageSet pages) {
        begin("send", pages.size() + " pages", Stage.AT_SOURCE);
        long count = pages.size();
        long bytes = count * geometry().pageSizeBytes();
        long nanos = Math.max(1, (long) (bytes * 1e9 / BYTES_PER_SECOND));
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page + 1)) {
            guest.copy(page);
            dirty.remove(page);
        }
        guest.run(nanos, round, random, dirty);
        return new Round(++round, count, bytes, nanos, dirty.size());
    }

    @Override
    public PageSet switchOver(Residue residue) {
        begin("switchOver", residue.toString(), Stage.AT_SOURCE);
        if (residue == Residue.OWE) {
            owed = PageBitmap.copyOf(dirty);
            stage = Stage.OWING;
        } else {
            guest.copyAll(dirty);
            stage = Stage.OWES_NOTHING;
        }
        return PageBitmap.copyOf(owed);
    }

    @Override
    public void push(PageSet pages, PushScheduler scheduler) {
        begin("push", pages.size() + " pages", Stage.OWING);
        if (pages.size() != owed.size()) {
            throw wrong("push of " + pages.size() + " pages where " + owed.size() + " are owed");
        }
        deliver(scheduler, PageBitmap.copyOf(owed));
        guest.copyAll(owed);
        stage = Stage.OWES_NOTHING;
    }

    /** Asks the scheduler, and lets the guest fault where that pushes nothing. */
    private void deliver(PushScheduler scheduler, PageBitmap left) {
        scheduler.begin(left);
        while (!left.isEmpty()) {
            PageRun run = scheduler.next(1 + random.nextInt(80));
            long claimed = run == null ? 0 : left.remove(run.first(), run.count());
            if (claimed == 0) {
                long page = left.next(0);
                left.remove(page);
                scheduler.onNetworkFault(page);
            }
        }
    }

    @Override
    public void complete() {
        begin("complete", "", Stage.OWES_NOTHING);
        stage = Stage.COMPLETED;
    }

    @Override
    public void explain(String decision) {
        if (decision.isBlank()) {
            throw wrong("explains nothing");
        }
    }

    /** Slows the model down by nothing: it says that it cannot be slowed. */
    @Override
    public boolean stun(int percent) {
        if (percent < 0 || percent > 99) {
            throw wrong("stun by " + percent + " %");
        }
        begin("stun", percent + " %", Stage.AT_SOURCE);
        return false;
    }

    /** Takes a limit at any time, and goes on as fast as before. */
    @Override
    public void limitBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw wrong("a bandwidth of " + bytesPerSecond);
        }
        begin("limitBandwidth", bytesPerSecond + " bytes/s", stage);
    }

    private void begin(String verb, String what, Stage allowed) {
        if (Thread.currentThread() != owner) {
            throw wrong(verb + " on another thread than the session's");
        }
        if (failed) {
            throw wrong(verb + " after a verb has thrown: what it throws is passed on");
        }
        if (stage != allowed) {
            throw wrong(verb + " after " + verbs);
        }
        if (verbs.size() > MAX_VERBS) {
            throw wrong("more than " + MAX_VERBS + " verbs: it never completes");
        }
        if (verbs.size() == failingVerb && failure != null) {
            failed = true;
            throw failure;
        }
        verbs.add(what.isEmpty() ? verb : verb + " " + what);
    }

    private IllegalStateException wrong(String what) {
        violation = violation == null ? what : violation;
        return new IllegalStateException(what);
    }
}
