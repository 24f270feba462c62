package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.HeapBalloon;
import dev.ferry.workload.MemoryOracle;
import dev.ferry.workload.PagePattern;
import dev.ferry.workload.PageWords;
import dev.ferry.workload.Runner;
import dev.ferry.workload.Task;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadRun;
import dev.ferry.workload.WorkloadState;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkloadPatternTest {

    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, 64);
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
    void touchesThePagesThatTheGuestTouchesInTheirOrder() {
        for (long seed = 0; seed < 10; seed++) {
            WorkloadState state = WorkloadState.inTheMiddle(workload(seed), seed);
            for (int task = 0; task < state.workload().tasks().size(); task++) {
                List<Touch> guest = touchesOfGuest(state, task, 3000);
                WorkloadPattern pattern = new WorkloadPattern(state.workload(), task, state.steps().get(task),
                        100);
                List<Touch> modelled = touches(Visits.of(pattern, 4 * 3000));

                // The last of them may go on in a step that the guest has not done.
                int complete = guest.size() - 1;
                assertThat(modelled.subList(0, complete)).as("seed %d, task %d", seed, task)
                        .isEqualTo(guest.subList(0, complete));
            }
        }
    }

    @Test
    void countsStepsAndTakesTheirTime() {
        for (int task = 0; task < 5; task++) {
            WorkloadPattern pattern = new WorkloadPattern(workload(1), task, 0, 1003);
            Visits visits = Visits.of(pattern, 5000);
            int last = visits.steps().size() - 1;
            while (visits.steps().get(last).work() == 0) {
                last--;
            }
            Visits whole = new Visits(visits.steps().subList(0, last + 1));

            assertThat(whole.nanos()).as("task %d", task).isEqualTo((long) (1003 * whole.work()));
        }
    }

    @Test
    void namesWhatIsNotAllowed() {
        assertThatThrownBy(() -> new WorkloadPattern(workload(1), 9, 0, 100))
                .hasMessage("task 9 of a workload that has 5");
        assertThatThrownBy(() -> new WorkloadPattern(workload(1), 0, 0, 3))
                .hasMessage("nanoseconds per step is 3: at least 4 is allowed");
    }

    private static Workload workload(long seed) {
        return new Workload(seed, new PageRun(4, 60),
                List.of(new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(4, 20)),
                        new Task(Kind.WRITER, Order.ZIPF, new PageRun(24, 20)),
                        new Task(Kind.WRITER, Order.RANDOM, new PageRun(24, 20)),
                        new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(44, 20)),
                        new Task(Kind.READER, Order.ZIPF, new PageRun(4, 60))),
                0);
    }

    private record Touch(long page, boolean write) {}

    /** Page by page, once where a page is touched several times in a row. */
    private static List<Touch> touches(Visits visits) {
        List<Touch> touches = new ArrayList<>();
        visits.steps().forEach(step -> note(touches, step.first(), step.writes()));
        return touches;
    }

    private static void note(List<Touch> touches, long page, boolean write) {
        boolean again = !touches.isEmpty() && touches.getLast().page() == page;
        boolean written = write || again && touches.getLast().write();
        if (again) {
            touches.removeLast();
        }
        touches.add(new Touch(page, written));
    }

    private static List<Touch> touchesOfGuest(WorkloadState state, int task, int steps) {
        TouchedMemory memory = new TouchedMemory(state);
        WorkloadRun run = new WorkloadRun(GEOMETRY, state, NO_HEAP);
        Runner runner = run.runners().get(task);
        for (int step = 0; step < steps; step++) {
            runner.step(memory);
        }
        assertThat(run.complaint()).isEmpty();
        return memory.touches;
    }

    private static final class TouchedMemory implements PageWords {

        private final MemorySegment contents = MemorySegment.ofArray(new byte[(int) GEOMETRY.memoryBytes()]);
        private final List<Touch> touches = new ArrayList<>();

        TouchedMemory(WorkloadState state) {
            new MemoryOracle(GEOMETRY, state).giveContents(new PageRun(0, 64),
                    (page, bytes) -> contents.asSlice(page * 512, 512).copyFrom(bytes));
        }

        @Override
        public long read(long page, long word) {
            note(touches, page, false);
            return contents.get(PagePattern.WORD, page * 512 + word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            note(touches, page, true);
            contents.set(PagePattern.WORD, page * 512 + word * Long.BYTES, value);
        }
    }
}
