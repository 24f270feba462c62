package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.engine.wire.PagesWriter;

/**
 * Runs of pages that will go out in one frame: filled by a {@link PageSupply}, sorted and merged, so that what a
 * scheduler hands out page by page around a pivot crosses as one run. Used again for each frame; for one thread.
 */
final class PageBatch {

    private final long[] firsts;
    private final long[] ends;
    private int runs;
    private long pages;
    private int maxPages;

    /** A batch of up to {@code maxRuns} runs. */
    PageBatch(int maxRuns) {
        this.firsts = new long[maxRuns];
        this.ends = new long[maxRuns];
    }

    /** Empties it, and makes it take {@code maxPages} pages from now on. */
    void clear(int maxPages) {
        this.maxPages = maxPages;
        runs = 0;
        pages = 0;
    }

    boolean isEmpty() {
        return runs == 0;
    }

    /** How many more pages it takes. */
    long room() {
        return runs < firsts.length ? maxPages - pages : 0;
    }

    long pages() {
        return pages;
    }

    int runs() {
        return runs;
    }

    long first(int run) {
        return firsts[run];
    }

    long end(int run) {
        return ends[run];
    }

    /** Adds pages, at most {@link #room()}. Extends one of the last two runs where it can: a bubble grows two edges. */
    void add(long first, long end) {
        if (end - first > room()) {
            throw new IllegalArgumentException((end - first) + " pages, room for " + room());
        }
        pages += end - first;
        for (int run = runs - 1; run >= Math.max(0, runs - 2); run--) {
            if (ends[run] == first) {
                ends[run] = end;
                return;
            }
            if (firsts[run] == end) {
                firsts[run] = first;
                return;
            }
        }
        firsts[runs] = first;
        ends[runs++] = end;
    }

    /** Sorts the runs by address and merges those that touch. Batches come nearly sorted, so insertion sort is best. */
    void sortAndMerge() {
        for (int run = 1; run < runs; run++) {
            long first = firsts[run];
            long end = ends[run];
            int place = run - 1;
            for (; place >= 0 && firsts[place] > first; place--) {
                firsts[place + 1] = firsts[place];
                ends[place + 1] = ends[place];
            }
            firsts[place + 1] = first;
            ends[place + 1] = end;
        }
        int merged = 0;
        for (int run = 1; run < runs; run++) {
            if (ends[merged] == firsts[run]) {
                ends[merged] = ends[run];
            } else {
                merged++;
                firsts[merged] = firsts[run];
                ends[merged] = ends[run];
            }
        }
        runs = Math.min(runs, merged + 1);
    }

    /** Adds the pages to a frame: as marks, without a look at them, where that is how they are delivered. */
    void addTo(PagesWriter frame, Delivery delivery) {
        sortAndMerge();
        for (int run = 0; run < runs; run++) {
            switch (delivery) {
                case ABSENT -> frame.addZero(firsts[run], ends[run]);
                case REFERENCE -> frame.addCold(firsts[run], ends[run]);
                default -> frame.add(firsts[run], ends[run]);
            }
        }
    }
}
