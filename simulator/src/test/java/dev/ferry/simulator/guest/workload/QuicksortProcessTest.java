package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.PageTouches;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuicksortProcessTest {

    @Test
    void touchesThePagesOfTheSortAndTakesTheTimeOfEachKey() {
        for (long seed = 0; seed < 10; seed++) {
            Visits visits = Visits.of(new QuicksortProcess(new PageRun(5, 20), 32, 10, seed), 3000);

            List<Long> pages = new ArrayList<>();
            List<Boolean> writes = new ArrayList<>();
            long touches = (long) visits.work();
            double start = new RandomStream(seed).fraction();
            collect(PageTouches.ofSort(seed, new PageRun(5, 20), 32, start), touches, pages, writes);

            assertThat(visits.pages()).as("seed %d", seed).containsExactly(merged(pages));
            assertThat(visits.nanos()).as("seed %d", seed).isEqualTo(10 * touches);
            assertThat(visits.steps()).as("seed %d", seed)
                    .isEqualTo(slowSteps(pages, writes));
        }
    }

    private static void collect(PageTouches sort, long touches, List<Long> pages, List<Boolean> writes) {
        while (true) {
            sort.step();
            for (int touch = 0; touch < sort.count(); touch++) {
                if (pages.size() == touches) {
                    return;
                }
                pages.add(sort.page(touch));
                writes.add(sort.writes(touch));
            }
        }
    }

    private static long[] merged(List<Long> pages) {
        List<Long> merged = new ArrayList<>();
        for (long page : pages) {
            if (merged.isEmpty() || merged.getLast() != page) {
                merged.add(page);
            }
        }
        return merged.stream().mapToLong(Long::longValue).toArray();
    }

    private static List<Visits.Visit> slowSteps(List<Long> pages, List<Boolean> writes) {
        List<Visits.Visit> steps = new ArrayList<>();
        int first = 0;
        for (int index = 1; index <= pages.size(); index++) {
            if (index == pages.size() || !pages.get(index).equals(pages.get(first))) {
                int touches = index - first;
                boolean written = writes.subList(first, index).contains(true);
                steps.add(new Visits.Visit(pages.get(first), 1, written, 10L * touches, touches));
                first = index;
            }
        }
        return steps;
    }

    @Test
    void endsAStepNowAndThenWhereAllIsOnOnePage() {
        Visits visits = Visits.of(new QuicksortProcess(new PageRun(5, 1), 32, 10, 1), 10);

        assertThat(visits.steps()).allMatch(step -> step.work() == 1024);
    }
}
