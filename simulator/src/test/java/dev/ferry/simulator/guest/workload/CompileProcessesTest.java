package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.Step;
import dev.ferry.simulator.guest.workload.CompileProcesses.Files;
import dev.ferry.simulator.guest.workload.CompileProcesses.Sizes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompileProcessesTest {

    private static final PageRun COMMON = new PageRun(0, 50);
    private static final PageRun SOURCES = new PageRun(100, 33);
    private static final PageRun OBJECTS = new PageRun(200, 20);
    private static final PageRun HEAP = new PageRun(1000, 100);
    private static final Files FILES = new Files(COMMON, SOURCES, OBJECTS);
    private static final Sizes SIZES = new Sizes(40, 3, 5, 2);

    @Test
    void readsFilesAndWritesObjectsForEachProcess() {
        Visits visits = Visits.of(new CompileProcesses(FILES, new FreePages(HEAP), SIZES, 100, 1), 20_000);
        double files = visits.work();

        assertThat(files).isGreaterThan(50);
        assertThat(visits.within(COMMON).pages().length).isBetween((int) (50 * files),
                (int) (50 * files + 50));
        assertThat(visits.within(SOURCES).pages().length).isBetween((int) (5 * files),
                (int) (5 * files + 5));
        assertThat(visits.within(OBJECTS).pages(true).length).isBetween((int) (2 * files),
                (int) (2 * files + 2));
        assertThat(visits.within(COMMON).pages(true)).isEmpty();
        assertThat(visits.within(SOURCES).pages(true)).isEmpty();
        long[] sources = visits.within(SOURCES).pages();
        for (int index = 1; index < sources.length; index++) {
            assertThat(sources[index]).isEqualTo(sources[index - 1] == 132 ? 100 : sources[index - 1] + 1);
        }
    }

    @Test
    void touchesOnlyPagesThatItHasAndGivesAllBack() {
        for (long seed = 0; seed < 20; seed++) {
            FreePages heap = new FreePages(HEAP);
            Set<Long> own = new HashSet<>();
            heap.listener(new FreePages.Listener() {
                @Override
                public void taken(long page) {
                    assertThat(own.add(page)).isTrue();
                }

                @Override
                public void givenBack(long page) {
                    assertThat(own.remove(page)).isTrue();
                }
            });
            CompileProcesses build = new CompileProcesses(FILES, heap, SIZES, 100, seed);
            Step step = new Step();
            Set<Long> written = new HashSet<>();
            for (int done = 0; done < 5000; done++) {
                build.next(step);
                written.retainAll(own);
                if (HEAP.contains(step.first)) {
                    assertThat(own).as("seed %d", seed).contains(step.first);
                    assertThat(step.writes || written.contains(step.first)).as("seed %d", seed).isTrue();
                    written.add(step.first);
                }
                assertThat(heap.freePages() + build.ownPages()).isEqualTo(HEAP.count());
                if (step.work == 1) {
                    assertThat(build.ownPages()).as("seed %d", seed).isBetween(20L, 40L);
                }
            }
            assertThat(build.waits()).isZero();
        }
    }

    @Test
    void usesAgainWhatTheProcessBeforeGaveBack() {
        Visits visits = Visits.of(new CompileProcesses(FILES, new FreePages(HEAP), SIZES, 100, 1), 20_000);

        assertThat(visits.within(HEAP).distinct()).isBetween(35L, 40L);
    }

    @Test
    void waitsWhereNoPageIsFreeAndGoesOnWhenOneIs() {
        FreePages heap = new FreePages(HEAP);
        for (int taken = 0; taken < 90; taken++) {
            heap.takeColdest();
        }
        CompileProcesses build = new CompileProcesses(FILES, heap, SIZES, 100, 1);
        Visits starved = Visits.of(build, 1000);

        assertThat(starved.work()).isZero();
        assertThat(build.ownPages()).isEqualTo(10);
        assertThat(build.waits()).isGreaterThan(900);

        for (long page = HEAP.end() - 90; page < HEAP.end(); page++) {
            heap.giveBack(page);
        }
        assertThat(Visits.of(build, 1000).work()).isPositive();
    }

    @Test
    void sharesFreePagesWithAnotherBuild() {
        FreePages heap = new FreePages(HEAP);
        CompileProcesses one = new CompileProcesses(FILES, heap, SIZES, 100, 1);
        CompileProcesses other = new CompileProcesses(FILES, heap, SIZES, 100, 2);
        for (int round = 0; round < 200; round++) {
            long[] ones = Visits.of(one, 20).within(HEAP).pages();
            Visits.of(other, 20);

            assertThat(heap.freePages() + one.ownPages() + other.ownPages()).isEqualTo(HEAP.count());
            assertThat(Arrays.stream(ones)).allMatch(HEAP::contains);
        }
    }
}
