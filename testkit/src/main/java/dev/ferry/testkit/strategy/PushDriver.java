package dev.ferry.testkit.strategy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Plays the engine to a scheduler: faults, claims what the scheduler says, and checks every answer. As only owed pages
 * are claimed, each crosses once; a scheduler that repeats itself, or forgets pages, shows by runs without an owed page.
 */
final class PushDriver {

    /** How many runs in a row may hold no owed page. */
    private static final int MAX_WASTED_RUNS = 16;

    private final PushScheduler scheduler;
    private final boolean pushesByItself;
    private final PageBitmap owed;
    private final Random random;
    private final String seed;
    private final double faultProbability;
    private final int mostPages;
    private int wastedRuns;

    PushDriver(PushScheduler scheduler, boolean pushesByItself, PageBitmap owed, Random random, String seed) {
        this.scheduler = scheduler;
        this.pushesByItself = pushesByItself;
        this.owed = owed;
        this.random = random;
        this.seed = seed;
        this.faultProbability = random.nextDouble();
        this.mostPages = 1 + random.nextInt(80);
        scheduler.begin(owed);
    }

    /** The guest faults on an owed page, or not. */
    void faultSometimes() {
        if (random.nextDouble() < faultProbability) {
            fault();
        }
    }

    /** Asks for one run and claims what is owed of it. A scheduler that does not push gets a fault instead. */
    void pushNext() {
        long maxPages = 1 + random.nextInt(mostPages);
        PageRun run = scheduler.next(maxPages);
        if (run == null) {
            check(!pushesByItself || owed.isEmpty(), () -> "pushes nothing while " + owed + " are owed");
            fault();
            return;
        }
        check(pushesByItself, () -> "pushes " + run + " by itself");
        check(run.count() <= maxPages, () -> run + " is longer than the " + maxPages + " pages asked for");
        check(run.end() <= owed.pageCount(), () -> run + " is beyond the last of " + owed);
        wastedRuns = owed.remove(run.first(), run.count()) > 0 || owed.isEmpty() ? 0 : wastedRuns + 1;
        check(wastedRuns <= MAX_WASTED_RUNS,
                () -> wastedRuns + " runs in a row without an owed page, the last " + run);
    }

    /** Not by AssertJ: at so many sequences of so many pushes, a description of each that holds is too slow. */
    private void check(boolean holds, Supplier<String> failure) {
        if (!holds) {
            throw new AssertionError(seed + ", " + scheduler + ": " + failure.get());
        }
    }

    /** Claims pages behind the scheduler's back, as a fault thread does that has not told it yet. */
    void claimByOthers(int pages) {
        for (int claimed = 0; claimed < pages && !owed.isEmpty(); claimed++) {
            owed.remove(anyOwed());
        }
    }

    private void fault() {
        if (!owed.isEmpty()) {
            long page = anyOwed();
            owed.remove(page);
            scheduler.onNetworkFault(page);
        }
    }

    private long anyOwed() {
        long page = owed.next(random.nextLong(owed.pageCount()));
        return page == PageSet.NONE ? owed.next(0) : page;
    }
}
