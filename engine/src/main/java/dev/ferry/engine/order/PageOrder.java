package dev.ferry.engine.order;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;

/**
 * A guest's pages in some order: each page has a position, each position a page. Kept as the runs of pages that follow
 * each other in both, so that memory depends on how scattered the order is, not on the size of the guest. Immutable.
 */
public final class PageOrder {

    private final long pageCount;
    /** Of each run, by position: where it begins, and its first page. */
    private final long[] positions;
    private final long[] pages;
    /** Of each run, by page: its first page, and where it begins. */
    private final long[] sortedPages;
    private final long[] positionsOfSorted;

    private PageOrder(long pageCount, long[] positions, long[] pages) {
        this.pageCount = pageCount;
        this.positions = positions;
        this.pages = pages;
        this.sortedPages = pages.clone();
        Arrays.sort(sortedPages);
        this.positionsOfSorted = new long[pages.length];
        for (int run = 0; run < pages.length; run++) {
            positionsOfSorted[runAt(sortedPages, pages[run])] = positions[run];
        }
    }

    /** How many pages there are, and so positions. */
    public long pageCount() {
        return pageCount;
    }

    /** The page at a position. */
    public long page(long position) {
        int run = runAt(positions, position);
        return pages[run] + position - positions[run];
    }

    /** The position of a page. */
    public long position(long page) {
        int run = runAt(sortedPages, page);
        return positionsOfSorted[run] + page - sortedPages[run];
    }

    /** Up to which position, exclusive, the pages after that at {@code position} follow it by address, too. */
    public long runEnd(long position) {
        int next = runAt(positions, position) + 1;
        return next < positions.length ? positions[next] : pageCount;
    }

    /** The positions of some pages. */
    public PageBitmap positions(PageSet of) {
        PageBitmap found = new PageBitmap(pageCount);
        int run = 0;
        for (long first = of.next(0); first != PageSet.NONE;) {
            long end = of.nextAbsent(first);
            run = runAt(sortedPages, first);
            for (long page = first; page < end; run++) {
                long stop = Math.min(end, run + 1 < sortedPages.length ? sortedPages[run + 1] : pageCount);
                found.add(positionsOfSorted[run] + page - sortedPages[run], stop - page);
                page = stop;
            }
            first = of.next(end);
        }
        return found;
    }

    /** The run that begins at or before {@code value}. */
    private static int runAt(long[] beginnings, long value) {
        int found = Arrays.binarySearch(beginnings, value);
        return found >= 0 ? found : -found - 2;
    }

    @Override
    public String toString() {
        return pageCount + " pages in " + pages.length + " runs";
    }

    /** Puts pages into an order, the first at position 0. */
    static final class Builder {

        private final long pageCount;
        private long[] positions = new long[16];
        private long[] pages = new long[16];
        private int runs;
        private long position;

        Builder(long pageCount) {
            this.pageCount = pageCount;
        }

        /** The pages from {@code first} up to {@code end} come next. */
        void add(long first, long end) {
            boolean follows = runs > 0 && pages[runs - 1] + position - positions[runs - 1] == first;
            if (!follows) {
                addRun(first);
            }
            position += end - first;
        }

        private void addRun(long first) {
            if (runs == pages.length) {
                positions = Arrays.copyOf(positions, 2 * runs);
                pages = Arrays.copyOf(pages, 2 * runs);
            }
            positions[runs] = position;
            pages[runs++] = first;
        }

        /** The order, once each page was added once. */
        PageOrder build() {
            if (position != pageCount) {
                throw new IllegalStateException(position + " of " + pageCount + " pages are in the order");
            }
            return new PageOrder(pageCount, Arrays.copyOf(positions, runs), Arrays.copyOf(pages, runs));
        }
    }
}
