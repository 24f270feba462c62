package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TaskTest {

    @Test
    void visitsPagesInOrderAndBeginsAgain() {
        Task task = new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(5, 3));

        assertThat(LongStream.range(0, 7).map(step -> task.page(1, step))).containsExactly(5L, 6L, 7L, 5L, 6L,
                7L, 5L);
    }

    @Test
    void visitsAllPagesOfTheRunAndNoOtherAtRandom() {
        Task task = new Task(Kind.WRITER, Order.RANDOM, new PageRun(5, 8));

        assertThat(LongStream.range(0, 1000).map(step -> task.page(1, step)).distinct().sorted())
                .containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
    }

    @Test
    void randomOrderIsTheSameForTheSameSeedOnly() {
        Task task = new Task(Kind.WRITER, Order.RANDOM, new PageRun(0, 1000));

        assertThat(order(task, 1)).isEqualTo(order(task, 1)).isNotEqualTo(order(task, 2));
    }

    @Test
    void visitsFewPagesOftenAndAllOfThemSometimesByZipf() {
        Task task = new Task(Kind.READER, Order.ZIPF, new PageRun(5, 100));
        long[] visits = new long[105];
        LongStream.range(0, 100_000).forEach(step -> visits[(int) task.page(1, step)]++);

        long[] byRank = Arrays.stream(visits, 5, 105).sorted().toArray();
        assertThat(byRank[0]).isPositive();
        // Of ln(101) the first rank has ln 2, the first ten have ln 11.
        assertThat(byRank[99]).isBetween(14_500L, 15_500L);
        assertThat(Arrays.stream(byRank, 90, 100).sum()).isBetween(51_000L, 53_000L);
    }

    @Test
    void keepsToItsPagesByZipfHoweverFewOrMany() {
        for (long count : new long[]{1, 2, 3, 1L << 28, Integer.MAX_VALUE}) {
            Task task = new Task(Kind.WRITER, Order.ZIPF, new PageRun(5, count));

            assertThat(LongStream.range(0, 10_000).map(step -> task.page(1, step)))
                    .allMatch(page -> task.pages().contains(page), "within " + task.pages());
        }
    }

    @Test
    void refusesToSortWithoutWriting() {
        assertThatThrownBy(() -> new Task(Kind.READER, Order.QUICKSORT, new PageRun(0, 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("QUICKSORT");
    }

    @Test
    void refusesToOrderMorePagesThanItCanNumber() {
        assertThatThrownBy(() -> new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(0, 1L << 31)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("2147483647");
    }

    private static List<Long> order(Task task, long seed) {
        return LongStream.range(0, 20).map(step -> task.page(seed, step)).boxed().toList();
    }
}
