package dev.ferry.workload;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.util.function.Consumer;

/**
 * What a guest made of threads does in its {@link Heap}. All it knows is in guest memory, laid out as {@link HeapLayout}
 * says; an access waits where that is missing. Its callers are in a step of the guest's, so that nothing is half done when
 * the guest is paused; any thread. What guest memory says is checked before it is used, since it may have come from
 * elsewhere: what reads it throws IllegalArgumentException where that cannot be, before it does anything with it.
 */
final class GuestHeap {

    private final long seed;
    private final Heap heap;
    private final HeapLayout layout;
    private final int pageSizeBytes;
    private final int wordsPerPage;
    /** As last seen; written under the lock. */
    private volatile long freePages;
    private volatile long balloonPages;
    private volatile boolean known;

    GuestHeap(Workload workload, int pageSizeBytes) {
        this.seed = workload.seed();
        this.heap = workload.heap().orElseThrow();
        this.layout = HeapLayout.of(heap, pageSizeBytes);
        this.pageSizeBytes = pageSizeBytes;
        this.wordsPerPage = pageSizeBytes / Long.BYTES;
    }

    Heap heap() {
        return heap;
    }

    /** Whether the control page has been looked at since the guest is here. Any thread, without waiting. */
    boolean isKnown() {
        return known;
    }

    /** Pages that nobody has, as last seen; 0 before. Any thread, without waiting. */
    long freePages() {
        return freePages;
    }

    /** Pages that the balloon has, as last seen; 0 before. Any thread, without waiting. */
    long balloonPages() {
        return balloonPages;
    }

    /** Looks at what the control page says. */
    synchronized void look(PageWords memory) {
        long free = control(memory, HeapLayout.FREE_COUNT, layout.pages().count());
        balloonPages = control(memory, HeapLayout.BALLOON_COUNT, layout.pages().count() - free);
        freePages = free;
        known = true;
    }

    /**
     * A process takes the hottest page, where one is free, and fills it.
     *
     * @param generation how many were taken before
     * @param complaints told what is wrong with the page
     * @return whether one was free
     */
    synchronized boolean take(PageWords memory, long generation, Consumer<String> complaints) {
        look(memory);
        long free = freePages - 1;
        if (free < 0) {
            return false;
        }
        long entry = entry(memory, layout.freeRing(), ringIndex(memory, free));
        long page = page(entry);
        setFree(memory, free);
        setEntry(memory, layout.usedRing(), generation % heap.processPages(), page * pageSizeBytes);
        if ((entry & HeapLayout.MUST_BE_ZERO) != 0) {
            checkZero(memory, page, complaints);
        }
        for (long word = 0; word < wordsPerPage; word++) {
            memory.write(page, word, expected(page, word, generation));
        }
        return true;
    }

    /**
     * A process gives back a page that it took.
     *
     * @param generation how many were taken before that one
     * @param complaints told what is wrong with the page
     */
    synchronized void giveBack(PageWords memory, long generation, Consumer<String> complaints) {
        long entry = entry(memory, layout.usedRing(), generation % heap.processPages());
        long page = page(entry);
        checkFilled(memory, page, generation, complaints);
        pushHot(memory, page * pageSizeBytes);
    }

    /**
     * The balloon takes the coldest pages. They are discarded first: where that fails they are free as before, and nobody
     * can have them back with what they held.
     *
     * @param most how many at most
     * @param discard told the pages, in ascending runs
     * @return how many
     */
    synchronized long inflate(PageWords memory, long most, Consumer<PageRun> discard) {
        look(memory);
        long[] pages = coldest(memory, Math.toIntExact(Math.min(most, freePages)));
        HeapBalloon.inRuns(pages, discard);
        for (int index = 0; index < pages.length; index++) {
            setEntry(memory, layout.balloon(), balloonPages + index, pages[index] * pageSizeBytes);
        }
        setBalloon(memory, balloonPages + pages.length);
        memory.write(layout.control(), HeapLayout.FREE_FIRST, ringIndex(memory, pages.length));
        setFree(memory, freePages - pages.length);
        return pages.length;
    }

    private long[] coldest(PageWords memory, int count) {
        long[] pages = new long[count];
        for (int rank = 0; rank < count; rank++) {
            pages[rank] = page(entry(memory, layout.freeRing(), ringIndex(memory, rank)));
        }
        return pages;
    }

    /**
     * The balloon gives back pages, those that it took last first.
     *
     * @param most how many at most
     * @return how many
     */
    synchronized long deflate(PageWords memory, long most) {
        look(memory);
        long count = Math.min(most, balloonPages);
        for (long given = 0; given < count; given++) {
            long page = page(entry(memory, layout.balloon(), balloonPages - 1));
            setBalloon(memory, balloonPages - 1);
            pushHot(memory, page * pageSizeBytes | HeapLayout.MUST_BE_ZERO);
        }
        return count;
    }

    /** Adds the pages that nobody has. */
    synchronized void collectFree(PageWords memory, PageBitmap free) {
        long count = control(memory, HeapLayout.FREE_COUNT, layout.pages().count());
        for (long rank = 0; rank < count; rank++) {
            free.add(page(entry(memory, layout.freeRing(), ringIndex(memory, rank))));
        }
    }

    private void pushHot(PageWords memory, long entry) {
        long free = control(memory, HeapLayout.FREE_COUNT, layout.pages().count() - 1);
        setEntry(memory, layout.freeRing(), ringIndex(memory, free), entry);
        setFree(memory, free + 1);
    }

    /** Where the free page of some rank lies in the ring, 0 the coldest. */
    private long ringIndex(PageWords memory, long rank) {
        long first = control(memory, HeapLayout.FREE_FIRST, layout.pages().count() - 1);
        return (first + rank) % layout.pages().count();
    }

    /** The page of an entry, one of the heap's. */
    private long page(long entry) {
        long address = entry & ~HeapLayout.MUST_BE_ZERO;
        long page = address / pageSizeBytes;
        if (address % pageSizeBytes != 0 || !layout.pages().contains(page)) {
            throw new IllegalArgumentException("the heap lists 0x" + Long.toHexString(entry)
                    + ", which is no page of its " + layout.pages());
        }
        return page;
    }

    private void checkZero(PageWords memory, long page, Consumer<String> complaints) {
        for (long word = 0; word < wordsPerPage; word++) {
            long actual = memory.read(page, word);
            if (actual != 0) {
                complaints.accept("word " + word + " of page " + page + " came out of the balloon as 0x"
                        + Long.toHexString(actual));
                return;
            }
        }
    }

    private void checkFilled(PageWords memory, long page, long generation, Consumer<String> complaints) {
        for (long word = 0; word < wordsPerPage; word++) {
            long actual = memory.read(page, word);
            long expected = expected(page, word, generation);
            if (actual != expected) {
                complaints.accept("word " + word + " of page " + page + ", which was taken after "
                        + generation + " others, was 0x" + Long.toHexString(actual) + " instead of 0x"
                        + Long.toHexString(expected));
                return;
            }
        }
    }

    /** As {@link PagePattern#fill} has it. */
    private long expected(long page, long word, long generation) {
        if (word == 0) {
            return generation;
        }
        return word == wordsPerPage - 1
                ? ~generation
                : PagePattern.bodyWord(seed + generation, page, word);
    }

    private long control(PageWords memory, int word, long most) {
        long value = memory.read(layout.control(), word);
        if (value < 0 || value > most) {
            throw new IllegalArgumentException("word " + word + " of the heap's control page is " + value
                    + ", not from 0 to " + most);
        }
        return value;
    }

    private void setFree(PageWords memory, long pages) {
        memory.write(layout.control(), HeapLayout.FREE_COUNT, pages);
        freePages = pages;
    }

    private void setBalloon(PageWords memory, long pages) {
        memory.write(layout.control(), HeapLayout.BALLOON_COUNT, pages);
        balloonPages = pages;
    }

    private long entry(PageWords memory, long firstPage, long index) {
        return memory.read(firstPage + index / wordsPerPage, index % wordsPerPage);
    }

    private void setEntry(PageWords memory, long firstPage, long index, long value) {
        memory.write(firstPage + index / wordsPerPage, index % wordsPerPage, value);
    }
}
