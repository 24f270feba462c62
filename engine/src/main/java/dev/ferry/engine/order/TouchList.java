package dev.ferry.engine.order;

import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;

/** The pages that were touched so far, by first touch, up to a number. Any thread. */
final class TouchList {

    private final int maxPages;
    private final PageBitmap seen;
    private long[] pages = new long[1024];
    private int size;

    TouchList(long pageCount, int maxPages) {
        this.seen = new PageBitmap(pageCount);
        this.maxPages = maxPages;
    }

    /** A page was touched, now. */
    synchronized void add(long page) {
        if (size < maxPages && seen.add(page)) {
            if (size == pages.length) {
                pages = Arrays.copyOf(pages, 2 * size);
            }
            pages[size++] = page;
        }
    }

    /** Pages were touched since the last time, in an order that is not known. */
    void addAll(PageSet touched) {
        for (long page = touched.next(0); page != PageSet.NONE && !isFull(); page = touched
                .next(page + 1)) {
            add(page);
        }
    }

    synchronized boolean isFull() {
        return size == Math.min(maxPages, seen.pageCount());
    }

    /** What was touched so far. It is put in form without the lock: a fault must not wait for that. */
    FirstTouches toFirstTouches(String guestId, long generation) {
        return new FirstTouches(guestId, generation, seen.pageCount(), inOrder());
    }

    private synchronized long[] inOrder() {
        return Arrays.copyOf(pages, size);
    }
}
