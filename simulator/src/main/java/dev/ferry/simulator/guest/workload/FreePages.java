package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Heap;
import java.util.function.LongUnaryOperator;

/**
 * Memory of a guest that its processes take page by page and give back. A process gets the page that was given back
 * last, as Linux hands out what is warm in its caches; a balloon takes those that have been free for longest. Programs
 * of several processors may share it. For one thread.
 */
public final class FreePages {

    /** Told of pages as they change hands. */
    public interface Listener {

        /** A page is in use, or the balloon's, from now on. */
        void taken(long page);

        /** A page is free from now on: what it holds is of no use to anybody. */
        void givenBack(long page);
    }

    /** What {@link #take} says where no page is free. */
    public static final long NONE = -1;

    private static final Listener NOBODY = new Listener() {
        @Override
        public void taken(long page) {}

        @Override
        public void givenBack(long page) {}
    };

    private final PageRun pages;
    /** A ring of the free pages, as far as they go: the one free for longest first. */
    private final long[] free;
    private int first;
    private int count;
    private Listener listener = NOBODY;
    private LongUnaryOperator pressure = asked -> 0;

    /** Memory of which all is free; the lowest page is taken first. */
    public FreePages(PageRun pages) {
        this.pages = pages;
        free = new long[Math.toIntExact(pages.count())];
        count = free.length;
        for (int index = 0; index < count; index++) {
            free[index] = pages.end() - 1 - index;
        }
    }

    /** All the memory, free or not. */
    public PageRun pages() {
        return pages;
    }

    /** How many pages are free. */
    public long freePages() {
        return count;
    }

    /** Adds the pages that are free. */
    public void collectFree(PageBitmap target) {
        for (int index = 0; index < count; index++) {
            target.add(free[slot(index)]);
        }
    }

    /** Has someone told of each page that changes hands from now on. */
    public void listener(Listener told) {
        listener = told;
    }

    /**
     * Has someone told when memory is short: of how many pages are asked for. What it returns is how many it could give
     * up after that, as with {@link dev.ferry.api.memory.Balloon#onPressure}.
     */
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        pressure = pagesAskedToPagesLeft;
    }

    /** Takes the page that was given back last, for a process; asks for memory first where none is free. */
    public long take() {
        if (count == 0) {
            pressure.applyAsLong(Heap.PRESSURE_PAGES);
        }
        return count == 0 ? NONE : taken(slot(--count));
    }

    /** Takes the page that has been free for longest, for a balloon; {@link #NONE} where none is free. */
    public long takeColdest() {
        if (count == 0) {
            return NONE;
        }
        int slot = first;
        first = slot(1);
        count--;
        return taken(slot);
    }

    private long taken(int slot) {
        listener.taken(free[slot]);
        return free[slot];
    }

    /** Gives back a page that was taken; it is the next one to be taken. */
    public void giveBack(long page) {
        if (!pages.contains(page) || count == free.length) {
            throw new IllegalArgumentException(
                    "page " + page + " given back to " + pages + ", of which " + count + " are free");
        }
        free[slot(count)] = page;
        count++;
        listener.givenBack(page);
    }

    private int slot(int index) {
        return (int) ((first + (long) index) % free.length);
    }
}
