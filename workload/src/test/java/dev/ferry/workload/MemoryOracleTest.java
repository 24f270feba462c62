package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryOracleTest {

    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, 40);
    private static final PageRun PATTERNED = new PageRun(5, 30);
    private static final PageRun SEQUENTIAL = new PageRun(5, 9);
    private static final PageRun RANDOM = new PageRun(20, 8);
    private static final PageRun SORTED = new PageRun(28, 7);

    @Test
    void knowsFirstWordsAsANaiveReplayDoes() {
        for (long seed = 0; seed < 100; seed++) {
            WorkloadState state = randomState(seed);
            long[] firstWords = replay(state);

            MemoryOracle oracle = new MemoryOracle(GEOMETRY, state);

            for (long page = PATTERNED.first(); page < PATTERNED.end(); page++) {
                assertThat(oracle.firstWord(page)).as("seed %d, page %d, %s", seed, page, state.steps())
                        .isEqualTo(firstWords[(int) page]);
            }
        }
    }

    @Test
    void findsMemoryRightThatHoldsTheVisitsAndZerosOutsideThePattern() {
        WorkloadState state = randomState(1);

        assertThat(new MemoryOracle(GEOMETRY, state).firstMismatch(memoryOf(state)::read)).isEmpty();
    }

    @Test
    void findsEveryWrongByte() {
        WorkloadState state = randomState(1);
        MemoryOracle oracle = new MemoryOracle(GEOMETRY, state);
        Random random = new Random(1);
        for (int trial = 0; trial < 100; trial++) {
            Memory memory = memoryOf(state);
            long offset = random.nextLong(GEOMETRY.memoryBytes());
            memory.contents().set(ValueLayout.JAVA_BYTE, offset,
                    (byte) ~memory.contents().get(ValueLayout.JAVA_BYTE, offset));

            assertThat(oracle.firstMismatch(memory::read)).as("byte %d", offset)
                    .contains(new MemoryOracle.Mismatch(offset / 512, offset % 512));
        }
    }

    @Test
    void findsAPageThatIsOneVisitBehind() {
        WorkloadState state = randomState(1);
        WorkloadState behind = new WorkloadState(state.workload(),
                List.of(state.steps().get(0), state.steps().get(1) - 1, state.steps().get(2),
                        state.steps().get(3),
                        state.steps().get(4)));

        assertThat(new MemoryOracle(GEOMETRY, state).firstMismatch(memoryOf(behind)::read)).isPresent();
    }

    @Test
    void expectsWhatThePlatformSaysOfItsOwnPages() {
        WorkloadState state = randomState(1);
        Memory memory = memoryOf(state);
        MemoryOracle oracle = new MemoryOracle(GEOMETRY, state,
                (page, target) -> target.set(ValueLayout.JAVA_BYTE, 17, (byte) (page == 2 ? 1 : 0)));

        assertThat(oracle.firstMismatch(memory::read)).contains(new MemoryOracle.Mismatch(2, 17));

        memory.contents().set(ValueLayout.JAVA_BYTE, 2 * 512 + 17, (byte) 1);
        assertThat(oracle.firstMismatch(memory::read)).isEmpty();
    }

    /** Memory after the steps, made without the oracle's formulas. */
    private static Memory memoryOf(WorkloadState state) {
        MemorySegment contents = MemorySegment.ofArray(new byte[(int) GEOMETRY.memoryBytes()]);
        long[] visits = replay(state);
        for (long page = PATTERNED.first(); page < PATTERNED.end(); page++) {
            PagePattern.fill(contents.asSlice(GEOMETRY.bytes(page), 512), state.workload().seed(), page,
                    visits[(int) page]);
        }
        return new Memory(contents);
    }

    private static long[] replay(WorkloadState state) {
        long[] visits = new long[(int) GEOMETRY.pageCount()];
        for (int index = 0; index < state.steps().size(); index++) {
            Task task = state.workload().tasks().get(index);
            for (long step = 0; step < state.steps().get(index); step++) {
                if (task.kind() == Kind.WRITER && task.order() != Order.QUICKSORT) {
                    visits[(int) task.page(state.workload().seed(), step)]++;
                }
            }
            if (task.order() == Order.QUICKSORT) {
                sort(state, task, state.steps().get(index), visits);
            }
        }
        return visits;
    }

    /** From the first step on, in an array. */
    private static void sort(WorkloadState state, Task task, long steps, long[] keys) {
        Quicksort sort = state.workload().sort(task, 0);
        for (long step = 0; step < steps; step++) {
            sort.step(new Quicksort.Keys() {
                @Override
                public long read(int position, long expected) {
                    return keys[(int) task.pages().first() + position];
                }

                @Override
                public void write(int position, long key) {
                    keys[(int) task.pages().first() + position] = key;
                }
            });
        }
    }

    private static WorkloadState randomState(long seed) {
        Random random = new Random(seed);
        Workload workload = new Workload(seed, PATTERNED,
                List.of(new Task(Kind.WRITER, Order.SEQUENTIAL, SEQUENTIAL),
                        new Task(Kind.WRITER, Order.RANDOM, RANDOM),
                        new Task(Kind.WRITER, Order.ZIPF, RANDOM),
                        new Task(Kind.WRITER, Order.QUICKSORT, SORTED),
                        new Task(Kind.READER, Order.SEQUENTIAL, PATTERNED)),
                0);
        return new WorkloadState(workload,
                List.of(random.nextLong(50), 1 + random.nextLong(200), random.nextLong(200),
                        random.nextLong(500),
                        random.nextLong(100)));
    }

    private record Memory(MemorySegment contents) {

        void read(long page, MemorySegment target) {
            target.copyFrom(contents.asSlice(GEOMETRY.bytes(page), 512));
        }
    }
}
