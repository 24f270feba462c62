package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.PageRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapTest {

    private static final PageRun PAGES = new PageRun(3, 100);

    @Test
    void processesTakeAllTheirPagesAndThenGiveThemBack() {
        for (long processPages = 1; processPages <= 5; processPages++) {
            Heap heap = new Heap(PAGES, processPages);
            long allocated = 0;
            long freed = 0;
            boolean takes = true;
            for (long step = 0; step < 50; step++) {
                assertThat(heap.allocated(step)).as("step %d of %d pages", step, processPages)
                        .isEqualTo(allocated);
                assertThat(heap.freed(step)).as("step %d of %d pages", step, processPages).isEqualTo(freed);
                allocated += takes ? 1 : 0;
                freed += takes ? 0 : 1;
                takes = takes ? allocated - freed < processPages : allocated == freed;
            }
        }
    }

    @Test
    void hasProcessesOnlyWhereTheyHavePages() {
        assertThat(new Heap(PAGES, 0).hasProcesses()).isFalse();
        assertThat(new Heap(PAGES, 1).hasProcesses()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new Heap(PAGES, -1));
    }

    @Test
    void isLaidOutWithoutGapOrOverlapAndWastesLittle() {
        for (long seed = 0; seed < 1_000; seed++) {
            Random random = new Random(seed);
            int pageSizeBytes = 512 << random.nextInt(4);
            long words = pageSizeBytes / Long.BYTES;
            PageRun pages = new PageRun(random.nextInt(50), 50 + random.nextInt(5_000));
            long processPages = random.nextInt(40);

            HeapLayout layout = HeapLayout.of(new Heap(pages, processPages), pageSizeBytes);

            String what = "seed " + seed + ": " + layout;
            long count = layout.pages().count();
            assertThat(layout.control()).as(what).isEqualTo(pages.first());
            assertThat(layout.freeRing()).as(what).isEqualTo(pages.first() + 1);
            assertThat((layout.balloon() - layout.freeRing()) * words).as(what).isBetween(count,
                    count + words - 1);
            assertThat((layout.usedRing() - layout.balloon()) * words).as(what).isBetween(count,
                    count + words - 1);
            assertThat((layout.pages().first() - layout.usedRing()) * words).as(what).isBetween(processPages,
                    processPages + words - 1);
            assertThat(pages.end() - layout.pages().end()).as(what).isBetween(0L, 3L);
        }
    }

    @Test
    void isRefusedWhereAProcessWouldNotFit() {
        assertThat(HeapLayout.of(new Heap(new PageRun(0, 100), 92), 512).pages().count())
                .isGreaterThanOrEqualTo(92);
        for (Heap small : new Heap[]{new Heap(new PageRun(0, 1), 0), new Heap(new PageRun(0, 4), 1),
                new Heap(new PageRun(0, 100), 99), new Heap(new PageRun(0, 100), Long.MAX_VALUE)}) {
            assertThatIllegalArgumentException().as("%s", small).isThrownBy(() -> HeapLayout.of(small, 512))
                    .withMessageContaining("too few");
        }
    }
}
