package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShrinkingPagesTest {

    private static final int MAX_BLOCKS = 6;

    @Test
    void findsWhatTheSetItselfFindsWhileItShrinks() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            PageBitmap pages = PageBitmap
                    .full(1 + random.nextLong(MAX_BLOCKS * ShrinkingPages.BLOCK_PAGES));
            ShrinkingPages view = new ShrinkingPages(pages);
            while (!pages.isEmpty()) {
                removeSome(random, pages);
                for (int search = 0; search < 10; search++) {
                    searchAndCompare(seed, random, pages, view);
                }
            }
            assertThat(view.isEmpty()).as("seed %d", seed).isTrue();
        }
    }

    /** Long runs, so that blocks empty, and now and then all but a few pages of one. */
    private static void removeSome(Random random, PageBitmap pages) {
        long first = random.nextLong(pages.pageCount());
        long count = Math.min(pages.pageCount() - first,
                1 + random.nextLong(2 * ShrinkingPages.BLOCK_PAGES));
        pages.remove(first, count);
        if (random.nextInt(20) == 0) {
            pages.remove(0, pages.pageCount() - Math.min(pages.pageCount(), random.nextInt(5)));
        }
    }

    private static void searchAndCompare(long seed, Random random, PageBitmap pages, PageSet view) {
        long from = near(random, pages.pageCount());
        long bound = near(random, pages.pageCount());
        assertThat(view.next(from)).as("seed %d: next of %d", seed, from).isEqualTo(pages.next(from));
        assertThat(view.previous(from)).as("seed %d: previous of %d", seed, from)
                .isEqualTo(pages.previous(from));
        assertThat(view.next(from, bound)).as("seed %d: next of %d before %d", seed, from, bound)
                .isEqualTo(pages.next(from, bound));
        assertThat(view.previous(from, bound)).as("seed %d: previous of %d down to %d", seed, from, bound)
                .isEqualTo(pages.previous(from, bound));
    }

    /** A page, often one beside the border of a block, sometimes beyond the last one. */
    private static long near(Random random, long pageCount) {
        long page = random.nextLong(pageCount + 2);
        return random.nextBoolean()
                ? page
                : Math.max(0, page / ShrinkingPages.BLOCK_PAGES * ShrinkingPages.BLOCK_PAGES
                        + random.nextInt(3) - 1);
    }

    @Test
    void doesNotLookAgainAtBlocksThatWereFoundEmpty() {
        long pageCount = 1000 * ShrinkingPages.BLOCK_PAGES;
        CountedSearches pages = new CountedSearches(new PageBitmap(pageCount));
        ShrinkingPages view = new ShrinkingPages(pages);

        assertThat(view.next(0)).isEqualTo(PageSet.NONE);
        long once = pages.searches;
        for (int search = 0; search < 100; search++) {
            view.next(0);
            view.previous(pageCount - 1);
        }

        assertThat(once).isEqualTo(1000);
        // Each of the others looks into the block that it begins in.
        assertThat(pages.searches - once).isEqualTo(200);
    }

    /** Counts searches, all of which must be within one block. */
    private static final class CountedSearches implements PageSet {

        private final PageBitmap pages;
        private long searches;

        CountedSearches(PageBitmap pages) {
            this.pages = pages;
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
        public long next(long from) {
            throw new AssertionError("a search without a bound");
        }

        @Override
        public long next(long from, long end) {
            searches++;
            assertThat(end - from).isLessThanOrEqualTo(ShrinkingPages.BLOCK_PAGES);
            return pages.next(from, end);
        }

        @Override
        public long previous(long from) {
            throw new AssertionError("a search without a bound");
        }

        @Override
        public long previous(long from, long first) {
            searches++;
            assertThat(from - first).isLessThan(ShrinkingPages.BLOCK_PAGES);
            return pages.previous(from, first);
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
}
