package dev.ferry.engine.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LruListTest {

    /** As the paper says it: a list from least to most recently used, page by page. */
    private static final class Oracle {

        private final LinkedHashSet<Long> leastToMost = new LinkedHashSet<>();

        /** Of the pages of one pass the first by address is the most recently used, so that it comes first. */
        void pass(PageSet referenced) {
            for (long page = referenced.previous(referenced.pageCount()); page >= 0; page = referenced
                    .previous(page - 1)) {
                leastToMost.remove(page);
                leastToMost.add(page);
            }
        }

        List<Long> order(long pageCount) {
            List<Long> order = new ArrayList<>(leastToMost.reversed());
            LongStream.range(0, pageCount).filter(page -> !leastToMost.contains(page)).forEach(order::add);
            return order;
        }
    }

    @Test
    void ordersAsAListThatEachPassMovesPagesIn() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int pageCount = 1 + random.nextInt(200);
            LruList list = new LruList(pageCount, random.nextInt(500));
            Oracle oracle = new Oracle();
            for (int pass = random.nextInt(30); pass > 0; pass--) {
                PageBitmap referenced = referenced(random, pageCount);
                list.pass(referenced);
                oracle.pass(referenced);
            }

            PageOrder order = list.order();

            assertThat(LongStream.range(0, pageCount).map(order::page)).as("seed %d", seed)
                    .containsExactlyElementsOf(oracle.order(pageCount));
            assertThat(list.referencedPages()).as("seed %d", seed).isEqualTo(oracle.leastToMost.size());
        }
    }

    private static PageBitmap referenced(Random random, int pageCount) {
        PageBitmap referenced = new PageBitmap(pageCount);
        for (int run = random.nextInt(6); run > 0; run--) {
            long first = random.nextInt(pageCount);
            referenced.add(first, random.nextLong(pageCount - first));
        }
        return referenced;
    }

    @Test
    void putsTheLastPassFirstAndUnusedPagesLast() {
        LruList list = new LruList(10);
        list.pass(pages(7, 2));
        list.pass(pages(5, 8));
        list.pass(pages(2, 9));

        PageOrder order = list.order();

        assertThat(LongStream.range(0, 10).map(order::page)).containsExactly(2L, 9L, 5L, 8L, 7L, 0L, 1L, 3L,
                4L,
                6L);
        assertThat(list.referencedPages()).isEqualTo(5);
    }

    private static PageBitmap pages(long... pages) {
        PageBitmap set = new PageBitmap(10);
        LongStream.of(pages).forEach(set::add);
        return set;
    }
}
