package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/** Hands out a set of pages in address order, each once: a round. */
final class Sweep implements Supply {

    private final PageBitmap pages;
    private final Delivery delivery;
    private long cursor;
    /** Up to there all pages from the cursor on are in the set: found once for each run, not for each batch. */
    private long runEnd;

    /** A sweep of a set that is this one's from now on. */
    Sweep(PageBitmap pages, Delivery delivery) {
        this.pages = pages;
        this.delivery = delivery;
    }

    @Override
    public boolean next(Batch batch) {
        while (batch.room() > 0 && !isOver()) {
            long first = cursor;
            cursor = Math.min(runEnd, first + batch.room());
            batch.add(first, cursor);
        }
        return !isOver();
    }

    /** Whether all were handed out. */
    boolean isOver() {
        if (cursor >= runEnd) {
            long first = pages.next(cursor);
            cursor = first == PageSet.NONE ? pages.pageCount() : first;
            runEnd = pages.nextAbsent(cursor);
        }
        return cursor == pages.pageCount();
    }

    /** Leaves out pages that were not handed out yet; says how many. */
    long drop(PageSet unwanted) {
        long dropped = 0;
        long end;
        for (long first = unwanted.next(cursor); first != PageSet.NONE; first = unwanted.next(end)) {
            end = unwanted.nextAbsent(first);
            dropped += pages.remove(first, end - first);
        }
        runEnd = cursor;
        return dropped;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }
}
