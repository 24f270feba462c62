package dev.ferry.engine;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The pages that the destination still lacks after switchover. Whoever claims a page sends it, at the source, or
 * installs it, at the destination; so each crosses once. Any thread.
 */
final class OwedPages {

    private final PageBitmap pages;
    private final AtomicLong remaining;

    /** The pages of a set, which is this one's from now on. */
    OwedPages(PageBitmap pages) {
        this.pages = pages;
        this.remaining = new AtomicLong(pages.size());
    }

    /** No pages yet. */
    OwedPages(long pageCount) {
        this(new PageBitmap(pageCount));
    }

    /** Adds pages; says how many were not owed before. */
    long add(long first, long count) {
        long added = pages.add(first, count);
        remaining.addAndGet(added);
        return added;
    }

    /** Takes pages away that have come in another way; says how many were owed. */
    long remove(long first, long count) {
        long removed = pages.remove(first, count);
        remaining.addAndGet(-removed);
        return removed;
    }

    /** The live set. */
    PageSet pages() {
        return pages;
    }

    /** How many are not claimed. */
    long remaining() {
        return remaining.get();
    }

    /** Claims one page; says whether the caller has it. */
    boolean claim(long page) {
        boolean claimed = pages.remove(page);
        if (claimed) {
            remaining.decrementAndGet();
        }
        return claimed;
    }

    /** Claims owed pages from {@code first} on up to the first that is not owed; returns where it stopped. */
    long claim(long first, long end) {
        long claimedEnd = pages.claim(first, end);
        remaining.addAndGet(first - claimedEnd);
        return claimedEnd;
    }
}
