package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/** Hands out a set of pages in address order, each once: a round. */
final class PageSweep implements PageSupply {

    private final PageBitmap pages;
    private final Delivery delivery;
    private long cursor;
    private volatile long pagesLeft;

    /** A sweep of a set that is this one's from now on. */
    PageSweep(PageBitmap pages, Delivery delivery) {
        this.pages = pages;
        this.delivery = delivery;
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

    /** Leaves out pages that were not handed out yet; says how many. */
    synchronized long drop(PageSet unwanted) {
        long before = pagesLeft;
        long end;
        for (long first = unwanted.next(cursor); first != PageSet.NONE; first = unwanted.next(end)) {
            end = unwanted.nextAbsent(first);
            pagesLeft -= pages.remove(first, end - first);
        }
        return before - pagesLeft;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public long pagesLeft() {
        return pagesLeft;
    }
}
