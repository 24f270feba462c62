package dev.ferry.api.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A set of pages with one bit for each page of the guest: 32 KiB for each GiB of 4 KiB pages. For any number of
 * threads: each word of 64 pages is changed atomically, so that removing a page is a claim that just one thread wins.
 */
public final class PageBitmap implements PageSet {

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final long ALL = -1L;

    private final long pageCount;
    private final long[] words;

    /** An empty set over {@code pageCount} pages. */
    public PageBitmap(long pageCount) {
        if (pageCount < 0 || pageCount > (long) Integer.MAX_VALUE * Long.SIZE) {
            throw new IllegalArgumentException("page count " + pageCount + " is not within 0 and 2^37 - 64");
        }
        this.pageCount = pageCount;
        this.words = new long[(int) ((pageCount + Long.SIZE - 1) / Long.SIZE)];
    }

    /** The set of all pages. */
    public static PageBitmap full(long pageCount) {
        PageBitmap all = new PageBitmap(pageCount);
        all.add(0, pageCount);
        return all;
    }

    /** A set of its own with the members that {@code pages} has now. */
    public static PageBitmap copyOf(PageSet pages) {
        PageBitmap copy = new PageBitmap(pages.pageCount());
        copy.addAll(pages);
        return copy;
    }

    @Override
    public long pageCount() {
        return pageCount;
    }

    @Override
    public boolean contains(long page) {
        checkPage(page);
        return (word(page) & bit(page)) != 0;
    }

    @Override
    public long next(long from) {
        return next(from, pageCount);
    }

    @Override
    public long next(long from, long end) {
        long limit = Math.min(end, pageCount);
        long page = scan(from, limit, 0);
        return page < limit ? page : NONE;
    }

    @Override
    public long nextAbsent(long from) {
        return scan(from, pageCount, ALL);
    }

    /** The first page from {@code from} on whose bit differs from those of {@code flip}, or {@code end}. */
    private long scan(long from, long end, long flip) {
        if (from >= end) {
            return end;
        }
        int index = wordOf(from);
        int last = wordOf(end - 1);
        long found = (wordAt(index) ^ flip) & (ALL << from);
        while (found == 0 && index < last) {
            found = wordAt(++index) ^ flip;
        }
        return found == 0
                ? end
                : Math.min(end, (long) index * Long.SIZE + Long.numberOfTrailingZeros(found));
    }

    @Override
    public long previous(long from) {
        return previous(from, 0);
    }

    @Override
    public long previous(long from, long first) {
        long start = Math.min(from, pageCount - 1);
        if (start < Math.max(0, first)) {
            return NONE;
        }
        int index = wordOf(start);
        int last = wordOf(Math.max(0, first));
        long found = wordAt(index) & (ALL >>> (Long.SIZE - 1 - start % Long.SIZE));
        while (found == 0 && index > last) {
            found = wordAt(--index);
        }
        long page = (long) index * Long.SIZE + Long.SIZE - 1 - Long.numberOfLeadingZeros(found);
        return found == 0 || page < first ? NONE : page;
    }

    @Override
    public long size() {
        long size = 0;
        for (int index = 0; index < words.length; index++) {
            size += Long.bitCount(wordAt(index));
        }
        return size;
    }

    /** Adds a page; says whether it was not a member before. */
    public boolean add(long page) {
        checkPage(page);
        return ((long) WORD.getAndBitwiseOr(words, wordOf(page), bit(page)) & bit(page)) == 0;
    }

    /** Removes a page; says whether it was a member: of several threads that remove it, one is told so. */
    public boolean remove(long page) {
        checkPage(page);
        return ((long) WORD.getAndBitwiseAnd(words, wordOf(page), ~bit(page)) & bit(page)) != 0;
    }

    /** Adds {@code count} pages; says how many were not members before. */
    public long add(long first, long count) {
        checkRun(first, count);
        long added = 0;
        for (long page = first, end = first + count; page < end; page = nextWord(page)) {
            long mask = mask(page, end);
            added += Long.bitCount(mask & ~(long) WORD.getAndBitwiseOr(words, wordOf(page), mask));
        }
        return added;
    }

    /** Removes {@code count} pages; says how many were members. */
    public long remove(long first, long count) {
        checkRun(first, count);
        long removed = 0;
        for (long page = first, end = first + count; page < end; page = nextWord(page)) {
            long mask = mask(page, end);
            removed += Long.bitCount(mask & (long) WORD.getAndBitwiseAnd(words, wordOf(page), ~mask));
        }
        return removed;
    }

    /**
     * Removes members from {@code first} on up to the first page that is none, or {@code end}: the claim of a run.
     *
     * @return where it stopped: the caller, and nobody else, has the pages from {@code first} up to there
     */
    public long claim(long first, long end) {
        checkRun(first, end - first);
        long page = first;
        while (page < end) {
            long stop = Math.min(end, nextWord(page));
            long claimed = claimInWord(page, stop);
            if (claimed < stop) {
                return claimed;
            }
            page = stop;
        }
        return end;
    }

    private long claimInWord(long first, long end) {
        int index = wordOf(first);
        while (true) {
            long seen = wordAt(index);
            long members = Long.numberOfTrailingZeros(~(seen >>> first));
            long claimedEnd = Math.min(end, first + members);
            if (claimedEnd == first
                    || WORD.compareAndSet(words, index, seen, seen & ~mask(first, claimedEnd))) {
                return claimedEnd;
            }
        }
    }

    /** Adds all members of another set over as many pages. */
    public void addAll(PageSet pages) {
        checkSameSize(pages);
        if (pages instanceof PageBitmap other) {
            for (int index = 0; index < words.length; index++) {
                WORD.getAndBitwiseOr(words, index, other.wordAt(index));
            }
            return;
        }
        long end;
        for (long first = pages.next(0); first != NONE; first = pages.next(end)) {
            end = pages.nextAbsent(first);
            add(first, end - first);
        }
    }

    /** Removes all members of another set over as many pages. */
    public void removeAll(PageBitmap pages) {
        checkSameSize(pages);
        for (int index = 0; index < words.length; index++) {
            WORD.getAndBitwiseAnd(words, index, ~pages.wordAt(index));
        }
    }

    /** Removes all pages that are not members of another set over as many pages. */
    public void retainAll(PageBitmap pages) {
        checkSameSize(pages);
        for (int index = 0; index < words.length; index++) {
            WORD.getAndBitwiseAnd(words, index, pages.wordAt(index));
        }
    }

    /**
     * Moves all members to another set over as many pages, each word of 64 pages at once: one that is added meanwhile is
     * moved, too, or stays. How marks are collected while others go on marking.
     */
    public void drainTo(PageBitmap target) {
        checkSameSize(target);
        for (int index = 0; index < words.length; index++) {
            if (wordAt(index) != 0) {
                WORD.getAndBitwiseOr(target.words, index, (long) WORD.getAndSet(words, index, 0L));
            }
        }
    }

    /** Removes all pages. */
    public void clear() {
        remove(0, pageCount);
    }

    @Override
    public String toString() {
        return size() + " of " + pageCount + " pages";
    }

    private long word(long page) {
        return wordAt(wordOf(page));
    }

    private long wordAt(int index) {
        return (long) WORD.getOpaque(words, index);
    }

    private static int wordOf(long page) {
        return (int) (page / Long.SIZE);
    }

    private static long nextWord(long page) {
        return (page / Long.SIZE + 1) * Long.SIZE;
    }

    private static long bit(long page) {
        return 1L << page;
    }

    /** The bits of the pages from {@code first} up to {@code end} that lie in the word of {@code first}. */
    private static long mask(long first, long end) {
        long last = Math.min(end, nextWord(first)) - 1;
        return (ALL << first) & (ALL >>> (Long.SIZE - 1 - last % Long.SIZE));
    }

    private void checkPage(long page) {
        if (page < 0 || page >= pageCount) {
            throw new IndexOutOfBoundsException("page " + page + " of " + pageCount);
        }
    }

    private void checkRun(long first, long count) {
        if (first < 0 || count < 0 || count > pageCount - first) {
            throw new IndexOutOfBoundsException(
                    "run of " + count + " pages from " + first + " of " + pageCount);
        }
    }

    private void checkSameSize(PageSet pages) {
        if (pages.pageCount() != pageCount) {
            throw new IllegalArgumentException(
                    "sets over " + pageCount + " and " + pages.pageCount() + " pages");
        }
    }
}
