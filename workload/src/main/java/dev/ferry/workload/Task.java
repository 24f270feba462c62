package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;

/**
 * One thread's work: it visits pages one by one, checks each against the {@link PagePattern}, and may write.
 *
 * @param kind writes, or only reads
 * @param order in which it visits the pages
 * @param pages where it works
 */
public record Task(Kind kind, Order order, PageRun pages) {

    /** More pages than {@link Order#ZIPF} and {@link Order#QUICKSORT} can number: 8 TiB of 4 KiB. */
    private static final long MAX_ORDERED_PAGES = Integer.MAX_VALUE;

    /** What a step does to the page it visits. */
    public enum Kind {
        /** Advances the counter, or sorts. */
        WRITER,
        /** Leaves the page as it is. */
        READER
    }

    /** In which order pages are visited. */
    public enum Order {
        /** One after the other, then again from the first. */
        SEQUENTIAL,
        /** Uniformly at random, by a function of the seed and the step. */
        RANDOM,
        /**
         * At random, the page of rank r about as often as 1/r; the ranks are spread over all the pages, as the hot
         * pages of a guest are.
         */
        ZIPF,
        /**
         * As Quicksort touches them, each page an element whose key is where {@link PagePattern} has the visits. Sorts,
         * checks that it is sorted, shuffles, and begins again; for a writer.
         */
        QUICKSORT
    }

    /** Checks that the task can be done. */
    public Task {
        if (order == Order.QUICKSORT && kind != Kind.WRITER) {
            throw new IllegalArgumentException("who sorts by " + order + " writes, and is no " + kind);
        }
        if ((order == Order.QUICKSORT || order == Order.ZIPF) && pages.count() > MAX_ORDERED_PAGES) {
            throw new IllegalArgumentException(
                    pages.count() + " pages for " + order + ": at most " + MAX_ORDERED_PAGES
                            + " are allowed");
        }
    }

    /** Whether word 0 of its pages counts its visits. */
    boolean countsVisits() {
        return kind == Kind.WRITER && order != Order.QUICKSORT;
    }

    /** How many steps until all begins again, or for random orders as many as there are pages. */
    long roundSteps() {
        return order == Order.QUICKSORT
                ? Quicksort.epochSteps(Math.toIntExact(pages.count()))
                : pages.count();
    }

    /**
     * The page of step {@code step}, counted from 0.
     *
     * @throws IllegalStateException for {@link Order#QUICKSORT}, where it depends on what memory holds
     */
    public long page(long seed, long step) {
        return pages.first() + switch (order) {
            case SEQUENTIAL -> step % pages.count();
            case RANDOM -> SplitMix.below(pages.count(), seed + step);
            case ZIPF -> SplitMix.spread(zipfRank(SplitMix.fraction(seed + step)), pages.count());
            case QUICKSORT -> throw new IllegalStateException("a sort goes where its keys send it");
        };
    }

    /** From 0: the inverse of a distribution in which the ranks up to r have the share ln(r + 2) / ln(pages + 1). */
    private long zipfRank(double share) {
        // StrictMath gives the same pages on every machine.
        double rank = StrictMath.exp(share * StrictMath.log(pages.count() + 1.0)) - 1;
        return Math.min((long) rank, pages.count() - 1);
    }
}
