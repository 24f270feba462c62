package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;

/**
 * One stream of steps over a run of pages; a guest runs each in a thread of its own (a KVM guest runs just one). In a
 * step it visits a page: it checks a word of the body, and a writer advances the page's counter. Runs of writers do
 * not overlap.
 *
 * @param kind writes, or only reads
 * @param order in which it visits the pages
 * @param pages where it works
 */
public record Task(Kind kind, Order order, PageRun pages) {

    /** What a step does to the page it visits. */
    public enum Kind {
        /** Advances the counter. */
        WRITER,
        /** Leaves the page as it is. */
        READER
    }

    /** In which order pages are visited. */
    public enum Order {
        /** One after the other, then again from the first. */
        SEQUENTIAL,
        /** Uniformly at random, by a function of the seed and the step. */
        RANDOM
    }

    /** The page of step {@code step}, counted from 0. */
    public long page(long seed, long step) {
        long offset = order == Order.SEQUENTIAL ? step : mix(seed + step) >>> 1;
        return pages.first() + offset % pages.count();
    }

    /** The finaliser of SplitMix64: spreads consecutive numbers over all 64 bits. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
