package dev.ferry.testkit.guest;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.function.Consumer;

/**
 * The guest swaps its pageable memory out before it is paused: an entry of its page table that named a frame then names
 * the slot of a swap device, which is that same frame, so that nothing is copied. What it touches meanwhile it swaps in
 * again, and only that is swapped out in the pause. The first pages are its kernel's and stay; so do free pages, which it
 * would take without asking the swap device: they are of no use, and yet go over the wire in the pause, but for those that a
 * balloon has emptied.
 */
final class PseudoPaging implements Paging {

    private final PageTable table;
    private final long kernelPages;
    /** Pages that were swapped in again since they were swapped out. */
    private final PageBitmap swappedIn;
    private long visited;

    PseudoPaging(long pageCount, int nonPageablePercent) {
        this.table = new PageTable(pageCount);
        this.kernelPages = pageCount * nonPageablePercent / 100;
        this.swappedIn = PageBitmap.full(pageCount);
    }

    @Override
    public boolean isMapped(long page) {
        return table.isPresent(page);
    }

    @Override
    public void map(long page) {
        table.map(page);
        swappedIn.add(page);
    }

    @Override
    public void beforePause() {
        swapOut();
    }

    @Override
    public void prepareHandover(Consumer<PageBitmap> collectFree) {
        visited += swapOut();
        PageBitmap stay = new PageBitmap(table.pageCount());
        collectNonPageable(stay, collectFree);
        for (long page = stay.next(0); page != PageSet.NONE; page = stay.next(page + 1)) {
            table.map(page);
        }
    }

    /** Swaps out what was swapped in; returns how many entries it looked at. */
    private long swapOut() {
        long looked = 0;
        for (long page = swappedIn.next(kernelPages); page != PageSet.NONE; page = swappedIn.next(page + 1)) {
            // Before the entry: who swaps it in between the two has it swapped out next time.
            swappedIn.remove(page);
            table.unmap(page);
            looked++;
        }
        return looked;
    }

    @Override
    public void collectNonPageable(PageBitmap nonPageable, Consumer<PageBitmap> collectFree) {
        collectFree.accept(nonPageable);
        nonPageable.add(0, kernelPages);
    }

    @Override
    public byte[] addTo(byte[] state) {
        return table.addTo(state);
    }

    @Override
    public byte[] takeFrom(byte[] state) {
        return table.takeFrom(state);
    }

    @Override
    public long entriesVisitedInPause() {
        return visited;
    }
}
