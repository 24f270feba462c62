package dev.ferry.engine.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageBitmap;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PageOrderTest {

    @Test
    void knowsThePositionOfEachPageAndThePageAtEachPosition() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] pages = RandomOrders.pages(random, 1 + random.nextInt(300));
            PageOrder order = RandomOrders.of(pages);

            for (int position = 0; position < pages.length; position++) {
                assertThat(order.page(position)).as("seed %d, position %d", seed, position)
                        .isEqualTo(pages[position]);
                assertThat(order.position(pages[position])).as("seed %d, page %d", seed, pages[position])
                        .isEqualTo(position);
                long end = order.runEnd(position);
                assertThat(end).isBetween(position + 1L, (long) pages.length);
                assertThat(LongStream.range(position, end).map(order::page))
                        .as("seed %d: the run from position %d", seed, position)
                        .containsExactlyElementsOf(LongStream
                                .range(pages[position], pages[position] + end - position).boxed().toList());
            }
        }
    }

    @Test
    void findsThePositionsOfASetOfPages() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] pages = RandomOrders.pages(random, 1 + random.nextInt(300));
            PageBitmap some = new PageBitmap(pages.length);
            random.longs(random.nextInt(300), 0, pages.length).forEach(some::add);

            PageBitmap positions = RandomOrders.of(pages).positions(some);

            for (int position = 0; position < pages.length; position++) {
                assertThat(positions.contains(position)).as("seed %d, position %d", seed, position)
                        .isEqualTo(some.contains(pages[position]));
            }
        }
    }

    @Test
    void mergesPagesThatFollowEachOther() {
        PageOrder.Builder builder = new PageOrder.Builder(10);
        builder.add(4, 6);
        builder.add(6, 10);
        builder.add(0, 4);

        PageOrder order = builder.build();

        assertThat(order).hasToString("10 pages in 2 runs");
        assertThat(order.runEnd(0)).isEqualTo(6);
        assertThat(order.runEnd(6)).isEqualTo(10);
    }

    @Test
    void refusesAnOrderThatLacksPages() {
        PageOrder.Builder builder = new PageOrder.Builder(10);
        builder.add(0, 9);

        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    }

    /** A tebibyte in which nothing was used, and one in which one page was: no memory for each page. */
    @Test
    void staysSmallForALargeGuest() {
        LruList list = new LruList(1L << 28);
        PageBitmap one = new PageBitmap(1L << 28);
        one.add(1L << 27);
        list.pass(one);

        PageOrder order = list.order();

        assertThat(order).hasToString("268435456 pages in 3 runs");
        assertThat(order.page(0)).isEqualTo(1L << 27);
        assertThat(order.page(1)).isZero();
        assertThat(order.position((1L << 28) - 1)).isEqualTo((1L << 28) - 1);
    }
}
