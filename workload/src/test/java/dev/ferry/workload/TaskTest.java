package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
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

    private static List<Long> order(Task task, long seed) {
        return LongStream.range(0, 20).map(step -> task.page(seed, step)).boxed().toList();
    }
}
