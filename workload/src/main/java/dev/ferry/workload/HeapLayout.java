package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;

/**
 * Where a {@link Heap} keeps things. All of it lies in guest memory, so that it moves with the guest, and is the same for
 * programs in Java and in machine code: 64-bit words, little-endian.
 *
 * <pre>
 *   control page    word 0   free pages
 *                   word 1   index of the coldest of them in the free ring
 *                   word 2   pages that the balloon holds
 *                   others   a platform's own, 0 at first
 *   free ring       an entry for each page of the heap; those from the coldest on, around the end, are free
 *   balloon         an entry for each page of the heap; the first ones are held by the balloon
 *   used ring       an entry for each page of a process; page g that was ever taken is at index g modulo its size
 *   the heap        pages
 * </pre>
 *
 * An entry is the address of a page, its number times the page size; plus 1 where the page has come out of the balloon
 * and must read as zero. Processes take the page that became free last, the hot end of the ring, and give back the oldest
 * of theirs there; the balloon takes the coldest, and gives back at the hot end. Page g that was ever taken is filled as
 * {@link PagePattern} has it, with the seed plus g and first word g.
 *
 * @param control the control page
 * @param freeRing its first page
 * @param balloon its first page
 * @param usedRing its first page
 * @param pages the heap proper
 */
public record HeapLayout(long control, long freeRing, long balloon, long usedRing, PageRun pages) {

    /** Word of the control page: how many pages are free. */
    public static final int FREE_COUNT = 0;
    /** Word of the control page: index in the free ring of the coldest page. */
    public static final int FREE_FIRST = 1;
    /** Word of the control page: how many pages the balloon holds. */
    public static final int BALLOON_COUNT = 2;
    /** Set in an entry whose page must read as zero. */
    public static final long MUST_BE_ZERO = 1;

    /**
     * The layout of a heap: as many pages as fit beside their entries.
     *
     * @throws IllegalArgumentException where a process would not fit
     */
    public static HeapLayout of(Heap heap, int pageSizeBytes) {
        long words = pageSizeBytes / Long.BYTES;
        long usedPages = Math.ceilDiv(heap.processPages(), words);
        long room = heap.pages().count() - 1 - usedPages;
        // Two entries for each page, and what rounding up may cost.
        long count = Math.max(0, room - 2) * words / (words + 2);
        if (count < Math.max(1, heap.processPages())) {
            throw new IllegalArgumentException("a heap of " + heap.pages().count()
                    + " pages: too few for processes of " + heap.processPages());
        }
        long entryPages = Math.ceilDiv(count, words);
        long control = heap.pages().first();
        long freeRing = control + 1;
        long balloon = freeRing + entryPages;
        long usedRing = balloon + entryPages;
        return new HeapLayout(control, freeRing, balloon, usedRing,
                new PageRun(usedRing + usedPages, count));
    }
}
