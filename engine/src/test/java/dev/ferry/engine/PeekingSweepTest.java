package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeekingSweepTest {

    private static final int PAGES = 300;

    private final PageBitmap log = new PageBitmap(PAGES);
    private final PageBitmap dirty = new PageBitmap(PAGES);
    private final PageBatch batch = new PageBatch(PAGES);
    private int looks;
    private long nowNanos;
    private long nanosPerLook;

    @Test
    void leavesPagesThatAreDirtyAgainBeforeTheirTurnToTheNextRound() {
        PeekingSweep sweep = sweep(10);
        next(sweep, 100);
        log.add(50, 100);

        nowNanos += 10;
        next(sweep, 300);

        assertThat(batch.first(0)).isEqualTo(150);
        assertThat(batch.pages()).isEqualTo(150);
        assertThat(sweep.skipped()).isEqualTo(50);
        assertThat(sweep.pagesLeft()).isZero();
        assertThat(dirty.size()).isEqualTo(100);
    }

    @Test
    void looksNoMoreOftenThanItIsSet() {
        PeekingSweep sweep = sweep(10);
        for (int step = 0; step < 50; step++) {
            next(sweep, 1);
            nowNanos++;
        }

        assertThat(looks).isEqualTo(4);
    }

    @Test
    void spendsATenthOfItsTimeOnLooksHoweverLongTheyTake() {
        PeekingSweep sweep = sweep(10);
        nanosPerLook = 1000;
        for (int step = 0; step < 250; step++) {
            next(sweep, 1);
            nowNanos += 100;
        }

        assertThat(looks).isBetween(2, 3);
    }

    @Test
    void endsWhereAllThatIsLeftIsDirtyAgain() {
        PeekingSweep sweep = sweep(1);
        next(sweep, 100);
        log.add(0, PAGES);

        nowNanos++;

        batch.clear(100);
        assertThat(sweep.next(batch)).isFalse();
        assertThat(sweep.skipped()).isEqualTo(200);
    }

    /** Copies what is handed out, round by round, from a guest that writes in between; the oracle is its memory. */
    @Test
    void losesNoWriteWhateverTheGuestDoes() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            long[] memory = new long[PAGES];
            long[] copy = new long[PAGES];
            log.clear();
            dirty.clear();
            dirty.addAll(PageBitmap.full(PAGES));
            for (int round = 0; round < 6; round++) {
                PageBitmap sending = PageBitmap.copyOf(dirty);
                dirty.clear();
                boolean paused = round == 5;
                PeekingSweep sweep = new PeekingSweep(new PageSweep(sending, Delivery.ROUND), dirty,
                        this::collect,
                        1 + random.nextInt(5), () -> nowNanos);
                while (next(sweep, 1 + random.nextInt(20))) {
                    copyBatch(memory, copy);
                    for (int write = random.nextInt(20); write > 0 && !paused; write--) {
                        int page = random.nextInt(PAGES);
                        memory[page]++;
                        log.add(page);
                    }
                    nowNanos += random.nextInt(4);
                }
                collect(dirty);
            }
            assertThat(copy).as("seed %d", seed).isEqualTo(memory);
        }
    }

    private void copyBatch(long[] memory, long[] copy) {
        for (int run = 0; run < batch.runs(); run++) {
            for (long page = batch.first(run); page < batch.end(run); page++) {
                copy[(int) page] = memory[(int) page];
            }
        }
    }

    private PeekingSweep sweep(long intervalNanos) {
        return new PeekingSweep(new PageSweep(PageBitmap.full(PAGES), Delivery.ROUND), dirty, this::collect,
                intervalNanos, () -> nowNanos);
    }

    private boolean next(PeekingSweep sweep, int maxPages) {
        batch.clear(maxPages);
        return sweep.next(batch);
    }

    private void collect(PageBitmap collected) {
        looks++;
        nowNanos += nanosPerLook;
        for (long page = log.next(0); page != PageSet.NONE; page = log.next(page)) {
            log.remove(page);
            collected.add(page);
        }
    }
}
