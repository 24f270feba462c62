package dev.ferry.engine.order;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The pages of a guest by last use, as far as passes over its referenced bits tell (Hines et al. 2009, section 4.3):
 * each pass moves the pages that it found referenced to the most recently used end. Memory and time are proportional to
 * the pages found, whatever the size of the guest, but for bitmaps. For one thread.
 */
public final class LruList {

    /** Fewer pages are not worth being sorted out. */
    private static final long WORTH_SORTING_OUT = 1 << 16;

    private final PageBitmap seen;
    private final long worthSortingOut;
    /** The newest first: pairs of the first page of a run and the page after its last. */
    private final Deque<long[]> passes = new ArrayDeque<>();
    private long pagesInPasses;
    private long pagesLeftBySorting;

    /** A list in which no page was seen referenced. */
    public LruList(long pageCount) {
        this(pageCount, WORTH_SORTING_OUT);
    }

    LruList(long pageCount, long worthSortingOut) {
        this.seen = new PageBitmap(pageCount);
        this.worthSortingOut = worthSortingOut;
    }

    /** Takes in a pass. A page may have been in earlier ones; its place there is forgotten some time. */
    public void pass(PageSet referenced) {
        seen.addAll(referenced);
        Runs runs = new Runs();
        for (long first = referenced.next(0); first != PageSet.NONE;) {
            long end = referenced.nextAbsent(first);
            runs.add(first, end);
            first = referenced.next(end);
        }
        if (runs.pages > 0) {
            passes.addFirst(runs.toArray());
            pagesInPasses += runs.pages;
        }
        if (pagesInPasses > 2 * pagesLeftBySorting + worthSortingOut) {
            sortOut();
        }
    }

    /** Leaves each page in the newest of its passes alone. */
    private void sortOut() {
        PageBitmap inNewer = new PageBitmap(seen.pageCount());
        Deque<long[]> sorted = new ArrayDeque<>();
        pagesInPasses = 0;
        for (long[] pass : passes) {
            Runs left = without(inNewer, pass);
            if (left.pages > 0) {
                sorted.addLast(left.toArray());
                pagesInPasses += left.pages;
            }
        }
        passes.clear();
        passes.addAll(sorted);
        pagesLeftBySorting = pagesInPasses;
    }

    /** What of a pass is not in newer ones; it is, for those that are older. Page by page: no scan goes astray. */
    private static Runs without(PageBitmap inNewer, long[] pass) {
        Runs left = new Runs();
        for (int run = 0; run < pass.length; run += 2) {
            for (long page = pass[run]; page < pass[run + 1]; page++) {
                if (inNewer.add(page)) {
                    left.add(page, page + 1);
                }
            }
        }
        return left;
    }

    /**
     * Most recently used first; of one pass, by address; pages never seen referenced last, by address.
     */
    public PageOrder order() {
        sortOut();
        long pageCount = seen.pageCount();
        PageOrder.Builder order = new PageOrder.Builder(pageCount);
        for (long[] pass : passes) {
            for (int run = 0; run < pass.length; run += 2) {
                order.add(pass[run], pass[run + 1]);
            }
        }
        for (long first = seen.nextAbsent(0); first < pageCount;) {
            long next = seen.next(first);
            long end = next == PageSet.NONE ? pageCount : next;
            order.add(first, end);
            first = seen.nextAbsent(end);
        }
        return order.build();
    }

    /** How many different pages were seen referenced. */
    public long referencedPages() {
        return seen.size();
    }

    /** Runs of one pass, in address order. */
    private static final class Runs {

        private long[] bounds = new long[16];
        private int size;
        private long pages;

        void add(long first, long end) {
            pages += end - first;
            if (size > 0 && bounds[size - 1] == first) {
                bounds[size - 1] = end;
                return;
            }
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * size);
            }
            bounds[size++] = first;
            bounds[size++] = end;
        }

        long[] toArray() {
            return Arrays.copyOf(bounds, size);
        }
    }
}
