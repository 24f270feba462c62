package dev.ferry.testkit.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.Random;

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
    private int wastedRuns;

    PushDriver(PushScheduler scheduler, boolean pushesByItself, PageBitmap owed, Random random, String seed) {
        this.scheduler = scheduler;
        this.pushesByItself = pushesByItself;
        this.owed = owed;
        this.random = random;
        this.seed = seed;
        this.faultProbability = random.nextDouble();
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
        long maxPages = 1 + random.nextInt(80);
        PageRun run = scheduler.next(maxPages);
        if (run == null) {
            assertThat(pushesByItself && !owed.isEmpty())
                    .as("%s: pushes nothing while %s are owed", seed, owed)
                    .isFalse();
            fault();
            return;
        }
        assertThat(pushesByItself).as("%s: pushes %s by itself", seed, run).isTrue();
        assertThat(run.count()).as("%s: pages of %s", seed, run).isLessThanOrEqualTo(maxPages);
        assertThat(run.end()).as("%s: end of %s", seed, run).isLessThanOrEqualTo(owed.pageCount());
        wastedRuns = owed.remove(run.first(), run.count()) > 0 || owed.isEmpty() ? 0 : wastedRuns + 1;
        assertThat(wastedRuns).as("%s: runs in a row without an owed page, now %s", seed, run)
                .isLessThanOrEqualTo(MAX_WASTED_RUNS);
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
