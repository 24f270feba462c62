package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreePagesTest {

    @Test
    void givesProcessesWhatWasGivenBackLastAndTheBalloonTheRest() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            PageRun pages = new PageRun(20, 1 + random.nextInt(30));
            FreePages free = new FreePages(pages);
            Deque<Long> oracle = new ArrayDeque<>();
            for (long page = pages.first(); page < pages.end(); page++) {
                oracle.addLast(page);
            }
            List<Long> taken = new ArrayList<>();
            for (int step = 0; step < 500; step++) {
                if (random.nextBoolean() && !taken.isEmpty()) {
                    long page = taken.remove(random.nextInt(taken.size()));
                    free.giveBack(page);
                    oracle.addFirst(page);
                } else if (oracle.isEmpty()) {
                    assertThat(free.take()).isEqualTo(FreePages.NONE);
                    assertThat(free.takeColdest()).isEqualTo(FreePages.NONE);
                } else {
                    boolean cold = random.nextInt(3) == 0;
                    long page = cold ? free.takeColdest() : free.take();
                    assertThat(page).as("seed %d, step %d", seed, step)
                            .isEqualTo(cold ? oracle.removeLast() : oracle.removeFirst());
                    taken.add(page);
                }
                assertThat(free.freePages()).isEqualTo(oracle.size());
            }
            PageBitmap bitmap = new PageBitmap(pages.end());
            free.collectFree(bitmap);
            assertThat(bitmap.size()).as("seed %d", seed).isEqualTo(oracle.size());
            assertThat(oracle).allMatch(bitmap::contains);
        }
    }

    @Test
    void asksForMemoryWhereNoneIsFree() {
        FreePages free = new FreePages(new PageRun(0, 10));
        List<Long> balloon = new ArrayList<>();
        for (int page = 0; page < 10; page++) {
            balloon.add(free.takeColdest());
        }
        List<Long> asked = new ArrayList<>();
        free.onPressure(pages -> {
            asked.add(pages);
            free.giveBack(balloon.removeLast());
            return balloon.size();
        });

        assertThat(free.take()).isZero();
        assertThat(free.take()).isEqualTo(1);
        assertThat(asked).containsExactly(128L, 128L);
    }

    @Test
    void tellsWhatChangesHands() {
        FreePages free = new FreePages(new PageRun(0, 10));
        List<String> told = new ArrayList<>();
        free.listener(new FreePages.Listener() {
            @Override
            public void taken(long page) {
                told.add("taken " + page);
            }

            @Override
            public void givenBack(long page) {
                told.add("given back " + page);
            }
        });

        free.take();
        free.takeColdest();
        free.giveBack(9);

        assertThat(told).containsExactly("taken 0", "taken 9", "given back 9");
    }

    @Test
    void namesAPageThatCannotBeGivenBack() {
        FreePages free = new FreePages(new PageRun(0, 10));

        assertThatThrownBy(() -> free.giveBack(3)).hasMessageContaining("page 3 given back");
        free.take();
        assertThatThrownBy(() -> free.giveBack(10)).hasMessageContaining("page 10 given back");
    }
}
