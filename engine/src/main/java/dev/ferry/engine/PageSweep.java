package dev.ferry.engine;

import dev.ferry.api.memory.PageSet;

/** Hands out a set of pages in address order, each once: a round. */
final class PageSweep implements PageSupply {

    private final PageSet pages;
    private final boolean zero;
    private long cursor;
    private volatile long pagesLeft;

    PageSweep(PageSet pages, boolean zero) {
        this.pages = pages;
        this.zero = zero;
        this.pagesLeft = pages.size();
    }

    @Override
    public synchronized boolean next(PageBatch batch) {
        while (batch.room() > 0) {
            long first = pages.next(cursor);
            if (first == PageSet.NONE) {
                break;
            }
            cursor = Math.min(pages.nextAbsent(first), first + batch.room());
            batch.add(first, cursor);
        }
        pagesLeft -= batch.pages();
        return !batch.isEmpty();
    }

    @Override
    public boolean zero() {
        return zero;
    }

    @Override
    public long pagesLeft() {
        return pagesLeft;
    }
}
