package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TaskRunnerTest {

    private static final int PAGES = 40;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, PAGES);
    /** Nothing of it is called. */
    private static final HeapBalloon.Platform NO_HEAP = new HeapBalloon.Platform() {
        @Override
        public boolean step(Consumer<PageWords> action) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean canDiscard() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void discard(PageRun run) {
            throw new UnsupportedOperationException();
        }
    };

    @Test
    void leavesWhatTheOracleExpectsAfterAnySteps() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Memory memory = new Memory(seed);
            WorkloadState state = WorkloadState.initial(workload(seed));
            // Taken over by another run now and then, as by another host.
            for (int host = 0; host < 5; host++) {
                WorkloadRun run = new WorkloadRun(GEOMETRY, state, NO_HEAP);
                for (int step = random.nextInt(3000); step > 0; step--) {
                    run.runners().get(random.nextInt(run.runners().size())).step(memory);
                }
                state = run.state();

                assertThat(run.complaint()).as("seed %d", seed).isEmpty();
                assertThat(new MemoryOracle(GEOMETRY, state).firstMismatch(memory::read))
                        .as("seed %d, %s", seed, state.steps()).isEmpty();
            }
        }
    }

    @Test
    void oracleAndSortBothFindAFlippedWord() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Memory memory = new Memory(seed);
            Workload workload = Workload.of(seed, new PageRun(0, PAGES), Order.QUICKSORT,
                    new PageRun(0, PAGES),
                    2, 0);
            WorkloadRun run = new WorkloadRun(GEOMETRY, WorkloadState.initial(workload), NO_HEAP);
            steps(run, random.nextInt(5000), memory);
            int page = random.nextInt(PAGES);
            int word = random.nextInt(64);
            memory.write(page, word, memory.read(page, word) ^ 1L << random.nextInt(64));

            assertThat(
                    new MemoryOracle(GEOMETRY, run.state()).firstMismatch(memory::read).orElseThrow().page())
                    .as("seed %d, word %d", seed, word).isEqualTo(page);

            // It reads the whole of a body word by word: in the worst case after as many visits.
            steps(run, 100_000, memory);
            assertThat(run.complaint().orElse("nothing")).as("seed %d, page %d, word %d", seed, page, word)
                    .contains("of page " + page + " was");
        }
    }

    @Test
    void namesTheStepAndTheWordThatIsWrong() {
        Memory memory = new Memory(1);
        memory.write(3, 1, 7);
        WorkloadRun run = new WorkloadRun(GEOMETRY, WorkloadState.initial(
                Workload.sequential(1, new PageRun(0, PAGES), new PageRun(3, 1), 0)), NO_HEAP);

        run.runners().getFirst().step(memory);

        assertThat(run.complaint()).get().asString().startsWith("step 0 of Task[")
                .contains("word 1 of page 3 was 0x7 instead of 0x");
    }

    private static void steps(WorkloadRun run, int steps, PageWords memory) {
        for (int step = 0; step < steps; step++) {
            run.runners().get(step % run.runners().size()).step(memory);
        }
    }

    private static Workload workload(long seed) {
        return new Workload(seed, new PageRun(0, PAGES),
                List.of(new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(0, 13)),
                        new Task(Kind.WRITER, Order.ZIPF, new PageRun(13, 7)),
                        new Task(Kind.WRITER, Order.RANDOM, new PageRun(20, 5)),
                        new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(25, 5)),
                        new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(30, 10)),
                        new Task(Kind.READER, Order.ZIPF, new PageRun(0, PAGES))),
                0);
    }

    private static final class Memory implements PageWords {

        private final MemorySegment contents = MemorySegment.ofArray(new byte[(int) GEOMETRY.memoryBytes()]);

        Memory(long seed) {
            for (long page = 0; page < PAGES; page++) {
                PagePattern.fill(contents.asSlice(page * 512, 512), seed, page, 0);
            }
        }

        @Override
        public long read(long page, long word) {
            return contents.get(PagePattern.WORD, page * 512 + word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            contents.set(PagePattern.WORD, page * 512 + word * Long.BYTES, value);
        }

        void read(long page, MemorySegment target) {
            target.copyFrom(contents.asSlice(page * 512, 512));
        }
    }
}
