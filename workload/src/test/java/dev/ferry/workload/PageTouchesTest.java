package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.Task.Kind;
import dev.ferry.workload.Task.Order;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PageTouchesTest {

    private static final int PAGES = 60;
    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, PAGES);

    @Test
    void areThoseOfARunnerOverMemoryFromAnyStepOn() {
        for (long seed = 0; seed < 20; seed++) {
            Workload workload = workload(seed);
            for (int index = 0; index < workload.tasks().size(); index++) {
                Random random = new Random(seed);
                TouchedMemory memory = new TouchedMemory(seed);
                TaskRunner runner = new TaskRunner(workload, index, 0, GEOMETRY.pageSizeBytes());
                steps(runner, random.nextInt(3000), memory);
                PageTouches touches = PageTouches.of(workload, index, runner.steps());

                for (int step = 0; step < 2000; step++) {
                    memory.touches.clear();
                    runner.step(memory);
                    touches.step();

                    assertThat(touchesOf(touches)).as("seed %d, %s", seed, workload.tasks().get(index))
                            .isEqualTo(memory.touches);
                }
                assertThat(runner.complaint()).as("seed %d", seed).isEmpty();
            }
        }
    }

    @Test
    void ofASortStayWithinItsPagesAndTouchThemAll() {
        for (int keysPerPage : new int[]{1, 7, 64}) {
            PageTouches touches = PageTouches.ofSort(3, new PageRun(100, 9), keysPerPage, 0.5);
            TreeSet<Long> pages = new TreeSet<>();

            for (long step = 0; step < 2 * Quicksort.epochSteps(9 * keysPerPage); step++) {
                touches.step();
                for (int touch = 0; touch < touches.count(); touch++) {
                    pages.add(touches.page(touch));
                }
            }

            assertThat(pages).as("%d keys per page", keysPerPage)
                    .containsExactly(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L, 108L);
        }
    }

    @Test
    void nameWhatIsNotAllowed() {
        Workload workload = workload(1);
        PageRun pages = new PageRun(0, 1L << 21);

        assertThatThrownBy(() -> PageTouches.of(workload, 7, 0)).hasMessageContaining("task 7");
        assertThatThrownBy(() -> PageTouches.ofSort(1, pages, 1024, 0)).hasMessageContaining("1024 keys");
        assertThatThrownBy(() -> PageTouches.ofSort(1, pages, 0, 0)).hasMessageContaining("0 keys");
        assertThatThrownBy(() -> PageTouches.ofSort(1, pages, 1, 1.5)).hasMessageContaining("1.5 rounds");
    }

    private static void steps(Runner runner, int steps, PageWords memory) {
        for (int step = 0; step < steps; step++) {
            runner.step(memory);
        }
    }

    private static List<Touch> touchesOf(PageTouches touches) {
        List<Touch> all = new ArrayList<>();
        for (int touch = 0; touch < touches.count(); touch++) {
            all.add(new Touch(touches.page(touch), touches.writes(touch)));
        }
        return all;
    }

    private static Workload workload(long seed) {
        return new Workload(seed, new PageRun(0, PAGES),
                List.of(new Task(Kind.WRITER, Order.QUICKSORT, new PageRun(3, 13)),
                        new Task(Kind.WRITER, Order.ZIPF, new PageRun(16, 7)),
                        new Task(Kind.WRITER, Order.RANDOM, new PageRun(23, 5)),
                        new Task(Kind.WRITER, Order.SEQUENTIAL, new PageRun(28, 5)),
                        new Task(Kind.READER, Order.SEQUENTIAL, new PageRun(0, PAGES)),
                        new Task(Kind.READER, Order.ZIPF, new PageRun(0, PAGES))),
                0);
    }

    private record Touch(long page, boolean write) {}

    /** Notes what is touched, a page once where it is touched several times in a row. */
    private static final class TouchedMemory implements PageWords {

        private final MemorySegment contents = MemorySegment.ofArray(new byte[(int) GEOMETRY.memoryBytes()]);
        private final List<Touch> touches = new ArrayList<>();

        TouchedMemory(long seed) {
            for (long page = 0; page < PAGES; page++) {
                PagePattern.fill(contents.asSlice(page * 512, 512), seed, page, 0);
            }
        }

        @Override
        public long read(long page, long word) {
            note(page, false);
            return contents.get(PagePattern.WORD, page * 512 + word * Long.BYTES);
        }

        @Override
        public void write(long page, long word, long value) {
            note(page, true);
            contents.set(PagePattern.WORD, page * 512 + word * Long.BYTES, value);
        }

        private void note(long page, boolean write) {
            boolean again = !touches.isEmpty() && touches.getLast().page() == page;
            boolean written = write || again && touches.getLast().write();
            if (again) {
                touches.removeLast();
            }
            touches.add(new Touch(page, written));
        }
    }
}
