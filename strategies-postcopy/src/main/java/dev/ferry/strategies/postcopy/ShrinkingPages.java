package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;

/**
 * A live set from which pages only vanish, with searches that stay quick when most of them have: a block of pages that
 * was once found empty is empty for good and is never looked at again. So all searches together scan each block about
 * once, and one of them at most the block it begins in, the one it ends in, and one bit for each block between.
 *
 * <p>
 * For one thread; others may take pages away meanwhile.
 */
final class ShrinkingPages implements PageSet {

    /** 64 words of the set to one bit here: a guest of 2^28 pages needs 8 KiB, as quick to scan as a block. */
    static final long BLOCK_PAGES = 4096;

    private final PageSet pages;
    /** The blocks that were not found empty yet. */
    private final PageBitmap blocks;

    /** A view of a set to which nothing is added any more. */
    ShrinkingPages(PageSet pages) {
        this.pages = pages;
        this.blocks = PageBitmap.full((pages.pageCount() + BLOCK_PAGES - 1) / BLOCK_PAGES);
    }

    @Override
    public long next(long from) {
        return next(from, pageCount());
    }

    @Override
    public long next(long from, long end) {
        long limit = Math.min(end, pageCount());
        long start = from;
        while (start < limit) {
            long block = start / BLOCK_PAGES;
            long blockEnd = (block + 1) * BLOCK_PAGES;
            long found = pages.next(start, Math.min(limit, blockEnd));
            if (found != NONE) {
                return found;
            }
            forgetIfWhole(block, start, limit);
            long nextBlock = blocks.next(block + 1);
            start = nextBlock == NONE ? limit : nextBlock * BLOCK_PAGES;
        }
        return NONE;
    }

    @Override
    public long previous(long from) {
        return previous(from, 0);
    }

    @Override
    public long previous(long from, long first) {
        long limit = Math.max(0, first);
        long start = Math.min(from, pageCount() - 1);
        while (start >= limit) {
            long block = start / BLOCK_PAGES;
            long found = pages.previous(start, Math.max(limit, block * BLOCK_PAGES));
            if (found != NONE) {
                return found;
            }
            forgetIfWhole(block, limit, start + 1);
            start = (blocks.previous(block - 1) + 1) * BLOCK_PAGES - 1;
        }
        return NONE;
    }

    /** A block is empty for good if the pages from {@code first} up to {@code end}, which are, hold all of it. */
    private void forgetIfWhole(long block, long first, long end) {
        long blockEnd = Math.min(pageCount(), (block + 1) * BLOCK_PAGES);
        if (first <= block * BLOCK_PAGES && end >= blockEnd) {
            blocks.remove(block);
        }
    }

    @Override
    public long pageCount() {
        return pages.pageCount();
    }

    @Override
    public boolean contains(long page) {
        return pages.contains(page);
    }

    @Override
    public long nextAbsent(long from) {
        return pages.nextAbsent(from);
    }

    @Override
    public long size() {
        return pages.size();
    }
}
