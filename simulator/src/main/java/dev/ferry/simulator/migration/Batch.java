package dev.ferry.simulator.migration;

import dev.ferry.api.memory.PageRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The pages of one frame, as runs; bounded, put together and sorted as in the engine, so that the same calls make the
 * same frame.
 */
final class Batch {

    private final int maxPages;
    private final int maxRuns;
    private final List<PageRun> runs = new ArrayList<>();
    private int pages;

    /** An empty one for so many pages in so many runs. */
    Batch(int maxPages, int maxRuns) {
        this.maxPages = maxPages;
        this.maxRuns = maxRuns;
    }

    /** How many more pages there is room for. */
    int room() {
        return runs.size() < maxRuns ? maxPages - pages : 0;
    }

    /** Adds pages, at most {@link #room()}. Extends one of the last two runs where it can: a bubble grows two edges. */
    void add(long first, long end) {
        pages += Math.toIntExact(end - first);
        for (int run = runs.size() - 1; run >= Math.max(0, runs.size() - 2); run--) {
            PageRun before = runs.get(run);
            if (before.end() == first) {
                runs.set(run, PageRun.between(before.first(), end));
                return;
            }
            if (before.first() == end) {
                runs.set(run, PageRun.between(first, before.end()));
                return;
            }
        }
        runs.add(PageRun.between(first, end));
    }

    /** By address, those that touch as one. */
    List<PageRun> runs() {
        List<PageRun> merged = new ArrayList<>(runs.size());
        runs.sort(Comparator.comparingLong(PageRun::first));
        for (PageRun run : runs) {
            if (!merged.isEmpty() && merged.getLast().end() == run.first()) {
                merged.set(merged.size() - 1, PageRun.between(merged.getLast().first(), run.end()));
            } else {
                merged.add(run);
            }
        }
        return merged;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }
}
