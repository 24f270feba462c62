package dev.ferry.simulator.migration;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/** The pages that the destination lacks after switchover. Who claims a page sends it; so each crosses once. */
final class Owed {

    private final PageBitmap pages;
    private long remaining;

    /** The pages of a set, which is this one's from now on. */
    Owed(PageBitmap pages) {
        this.pages = pages;
        this.remaining = pages.size();
    }

    /** The live set of pages that nobody has claimed. */
    PageSet pages() {
        return pages;
    }

    long remaining() {
        return remaining;
    }

    void add(PageSet more) {
        pages.addAll(more);
        remaining = pages.size();
    }

    boolean claim(long page) {
        boolean claimed = pages.remove(page);
        remaining -= claimed ? 1 : 0;
        return claimed;
    }

    /** Claims owed pages from {@code first} on up to the first that is not owed; returns where it stopped. */
    long claim(long first, long end) {
        long claimedEnd = pages.claim(first, end);
        remaining -= claimedEnd - first;
        return claimedEnd;
    }

    /** Claims those of some pages that are owed, and returns them. */
    PageBitmap claim(PageSet wanted) {
        PageBitmap claimed = PageBitmap.copyOf(wanted);
        claimed.retainAll(pages);
        pages.removeAll(claimed);
        remaining -= claimed.size();
        return claimed;
    }
}
