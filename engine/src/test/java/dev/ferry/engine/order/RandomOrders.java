package dev.ferry.engine.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Orders for tests: runs of pages, shuffled. */
final class RandomOrders {

    private RandomOrders() {}

    /** All pages below a count, in runs of random length. */
    static long[] pages(Random random, int pageCount) {
        List<List<Long>> runs = new ArrayList<>();
        int longest = 1 + random.nextInt(40);
        for (long page = 0; page < pageCount;) {
            List<Long> run = new ArrayList<>();
            for (long end = Math.min(pageCount, page + 1 + random.nextInt(longest)); page < end; page++) {
                run.add(page);
            }
            runs.add(run);
        }
        Collections.shuffle(runs, random);
        return runs.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
    }

    static PageOrder of(long... pages) {
        PageOrder.Builder order = new PageOrder.Builder(pages.length);
        for (long page : pages) {
            order.add(page, page + 1);
        }
        return order.build();
    }
}
