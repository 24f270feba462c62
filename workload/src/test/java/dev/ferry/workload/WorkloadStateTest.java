package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkloadStateTest {

    private static final WorkloadState STATE = new WorkloadState(
            new Workload(-7, new PageRun(1, 100),
                    List.of(new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(1, 50)),
                            new Task(Kind.READER, Order.RANDOM, new PageRun(51, 50)),
                            new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(51, 50))),
                    1000),
            List.of(12L, 1L << 40, 3L));

    @Test
    void comesBackFromItsBytes() {
        assertThat(WorkloadState.fromBytes(STATE.toBytes())).isEqualTo(STATE);
    }

    private static final List<WorkloadState> WITH_HEAP = List.of(
            withHeap(20, List.of(12L, 1L << 40, 3L, 44L)),
            withHeap(0, List.of(12L, 1L << 40, 3L)));

    private static WorkloadState withHeap(long processPages, List<Long> steps) {
        return new WorkloadState(STATE.workload().with(new Heap(new PageRun(200, 100), processPages)), steps);
    }

    @Test
    void comesBackFromItsBytesWithAHeap() {
        for (WorkloadState state : WITH_HEAP) {
            assertThat(WorkloadState.fromBytes(state.toBytes())).isEqualTo(state);
        }
        assertThat(WITH_HEAP).extracting(WorkloadState::heapSteps).containsExactly(44L, 0L);
    }

    @Test
    void hasStepsForProcessesWhereThereAreAny() {
        Workload workload = WITH_HEAP.getFirst().workload();

        assertThat(WorkloadState.initial(workload).steps()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(WorkloadState.inTheMiddle(workload, 1).heapSteps()).isZero();
        assertThatThrownBy(() -> new WorkloadState(workload, STATE.steps()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 tasks and of processes");
    }

    @Test
    void refusesAHeapThatOverlapsThePatternedPages() {
        for (PageRun pages : List.of(new PageRun(100, 50), new PageRun(0, 2), new PageRun(0, 300))) {
            assertThatThrownBy(() -> STATE.workload().with(new Heap(pages, 0)))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("overlaps");
        }
    }

    @Test
    void isFilledInAscendingOrder() {
        PageRun patterned = new PageRun(50, 10);
        Workload workload = Workload.sequential(1, patterned, patterned, 0);

        assertThat(workload.filled()).containsExactly(patterned);
        for (PageRun heap : List.of(new PageRun(0, 50), new PageRun(60, 50))) {
            assertThat(workload.with(new Heap(heap, 0)).filled()).isSortedAccordingTo(
                    Comparator.comparingLong(PageRun::first)).containsExactlyInAnyOrder(patterned, heap);
        }
    }

    @Test
    void beginsWithNoStepDone() {
        assertThat(WorkloadState.initial(STATE.workload()).steps()).containsExactly(0L, 0L, 0L);
    }

    @Test
    void addsUpTheStepsOfAllTasks() {
        assertThat(STATE.totalSteps()).isEqualTo(15 + (1L << 40));
    }

    @Test
    void refusesStatesCutShortOrTooLong() {
        for (WorkloadState state : List.of(STATE, WITH_HEAP.getFirst(), WITH_HEAP.getLast())) {
            byte[] bytes = state.toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> WorkloadState.fromBytes(cut)).as("%d bytes", length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> WorkloadState.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void answersGarbageWithAStateOrARefusalAndNothingElse() {
        for (long seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = (seed % 2 == 0 ? STATE : WITH_HEAP.getFirst()).toBytes();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }

            assertThatCode(() -> readOrRefuse(bytes)).as("seed %d", seed).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesStepsThatAreNotThoseOfTheTasks() {
        assertThatThrownBy(() -> new WorkloadState(STATE.workload(), List.of(1L)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 tasks");
        assertThatThrownBy(() -> new WorkloadState(STATE.workload(), List.of(1L, -1L, 1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTasksThatLeaveThePatternedPages() {
        assertThatThrownBy(() -> Workload.sequential(1, new PageRun(5, 5), new PageRun(4, 2), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves the patterned pages");
        assertThatThrownBy(() -> Workload.sequential(1, new PageRun(5, 5), new PageRun(8, 3), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAWorkloadWithoutTasksOrWithANegativePace() {
        assertThatThrownBy(() -> new Workload(1, new PageRun(0, 1), List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Workload.sequential(1, new PageRun(0, 1), new PageRun(0, 1), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesASecondWriterWherePagesAreSorted() {
        Task sort = new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(2, 4));
        for (Task other : List.of(sort, new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(5, 3)),
                new Task(Kind.WRITER, Order.RANDOM, new PageRun(0, 10)))) {
            for (List<Task> tasks : List.of(List.of(sort, other), List.of(other, sort))) {
                assertThatThrownBy(() -> new Workload(1, new PageRun(0, 10), tasks, 0))
                        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one writer");
            }
        }
        Task reader = new Task(Kind.READER, Order.ZIPF, new PageRun(0, 10));
        Task beside = new Task(Kind.WRITER, Order.ZIPF, new PageRun(6, 4));
        assertThat(new Workload(1, new PageRun(0, 10), List.of(sort, reader, beside), 0).tasks()).hasSize(3);
    }

    @Test
    void splitsAWorkingSetAmongTasksWithoutGapOrOverlap() {
        List<Task> tasks = Workload.of(1, new PageRun(0, 20), Order.QUICKSORT, new PageRun(3, 11), 4, 0)
                .tasks();

        assertThat(tasks).extracting(Task::pages).containsExactly(new PageRun(3, 3), new PageRun(6, 3),
                new PageRun(9, 3), new PageRun(12, 2));
        assertThat(tasks).allMatch(task -> task.kind() == Kind.WRITER && task.order() == Order.QUICKSORT);
    }

    @Test
    void refusesMoreTasksThanPages() {
        for (int tasks : new int[]{-1, 0, 4}) {
            assertThatThrownBy(
                    () -> Workload.of(1, new PageRun(0, 3), Order.ZIPF, new PageRun(0, 3), tasks, 0))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(tasks + " tasks");
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            WorkloadState.fromBytes(bytes);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }
}
