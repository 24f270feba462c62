package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.ArrayList;
import java.util.List;

/** What tests do in the engine's place. */
final class PushedPages {

    private PushedPages() {}

    /** Claims these pages and tells the scheduler of each as a fault. */
    static void fault(PushScheduler scheduler, PageBitmap owed, long... pages) {
        for (long page : pages) {
            owed.remove(page);
            scheduler.onNetworkFault(page);
        }
    }

    /** The next pages that are pushed, asked for one by one. */
    static List<Long> next(PushScheduler scheduler, PageBitmap owed, int count) {
        List<Long> pushed = new ArrayList<>();
        for (int page = 0; page < count; page++) {
            pushed.addAll(pages(nextRun(scheduler, owed, 1)));
        }
        return pushed;
    }

    /** All pages that are still owed in the order in which they are pushed, asked for one by one. */
    static List<Long> rest(PushScheduler scheduler, PageBitmap owed) {
        return next(scheduler, owed, (int) owed.size());
    }

    /** The next run, claimed. */
    static PageRun nextRun(PushScheduler scheduler, PageBitmap owed, long maxPages) {
        PageRun run = scheduler.next(maxPages);
        if (run == null) {
            throw new AssertionError(scheduler + " pushes nothing while " + owed + " are owed");
        }
        owed.remove(run.first(), run.count());
        return run;
    }

    /** How many pages of a run are owed. */
    static long owedOf(PageRun run, PageSet owed) {
        return pages(run).stream().filter(owed::contains).count();
    }

    private static List<Long> pages(PageRun run) {
        List<Long> pages = new ArrayList<>();
        for (long page = run.first(); page < run.end(); page++) {
            pages.add(page);
        }
        return pages;
    }
}
