package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A batch holds the pages that were added, in address order and in as few runs as there are. */
class PageBatchTest {

    private static final long SEED = 99;

    @Test
    void sortsAndMergesWhatSchedulersHandOut() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            PageBatch batch = new PageBatch(64);
            batch.clear(1 + random.nextInt(64));
            TreeSet<Long> oracle = new TreeSet<>();
            while (batch.room() > 0) {
                long page = random.nextInt(100);
                if (oracle.add(page)) {
                    batch.add(page, page + 1);
                }
            }

            batch.sortAndMerge();

            TreeSet<Long> pages = new TreeSet<>();
            for (int run = 0; run < batch.runs(); run++) {
                assertThat(run == 0 || batch.end(run - 1) < batch.first(run))
                        .as("seed %d, round %d", SEED, round)
                        .isTrue();
                for (long page = batch.first(run); page < batch.end(run); page++) {
                    pages.add(page);
                }
            }
            assertThat(pages).as("seed %d, round %d", SEED, round).isEqualTo(oracle);
        }
    }

    @Test
    void aBubbleBecomesOneRun() {
        PageBatch batch = new PageBatch(8);
        batch.clear(8);
        for (long radius = 1; radius <= 4; radius++) {
            batch.add(100 - radius, 101 - radius);
            batch.add(100 + radius - 1, 100 + radius);
        }

        batch.sortAndMerge();

        assertThat(batch.runs()).isEqualTo(1);
        assertThat(batch.first(0)).isEqualTo(96);
        assertThat(batch.end(0)).isEqualTo(104);
    }

    @Test
    void moreThanFitsIsRefused() {
        PageBatch batch = new PageBatch(8);
        batch.clear(4);

        assertThatThrownBy(() -> batch.add(0, 5)).hasMessageContaining("5 pages, room for 4");
    }
}
