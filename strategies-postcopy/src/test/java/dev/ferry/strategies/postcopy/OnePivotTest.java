package dev.ferry.strategies.postcopy;

import static dev.ferry.strategies.postcopy.BubbleDirection.BACKWARD;
import static dev.ferry.strategies.postcopy.BubbleDirection.DUAL;
import static dev.ferry.strategies.postcopy.BubbleDirection.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OnePivotTest extends PushSchedulerContractTest {

    private int made;

    /** Each direction in turn, with steps of 1 to 7 pages. */
    @Override
    protected PushScheduler scheduler() {
        made++;
        return new Bubbling(1, BubbleDirection.values()[made % 3], 1 + made % 7);
    }

    private static PushScheduler begin(BubbleDirection direction, long stepPages, PageBitmap owed) {
        PushScheduler bubbling = new Bubbling(1, direction, stepPages);
        bubbling.begin(owed);
        return bubbling;
    }

    @Test
    void sweepsFromPageZeroBeforeTheFirstFault() {
        PageBitmap owed = PageBitmap.full(5);
        PushScheduler bubbling = begin(DUAL, 1, owed);

        // Pivot 0, so that the left edge is clipped at once: only the right one grows.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void growsOnAtTheRightWhereTheLeftEdgeHasReachedTheBorder() {
        PageBitmap owed = PageBitmap.full(7);
        PushScheduler bubbling = begin(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 2);

        // Radius 1: 1 3, radius 2: 0 4, radius 3: clipped to 0, which is claimed, 5, and so on.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(1L, 3L, 0L, 4L, 5L, 6L);
    }

    @Test
    void growsOnAtTheLeftWhereTheRightEdgeHasReachedTheBorder() {
        PageBitmap owed = PageBitmap.full(7);
        PushScheduler bubbling = begin(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 5);

        // Radius 1: 4 6, radius 2: 3 and clipped to 6, which is claimed, and so on.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(4L, 6L, 3L, 2L, 1L, 0L);
    }

    @Test
    void movesItsPivotAndSkipsWhatTheLastBubblePushed() {
        PageBitmap owed = PageBitmap.full(12);
        PushScheduler bubbling = begin(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 5);
        assertThat(PushedPages.next(bubbling, owed, 4)).containsExactly(4L, 6L, 3L, 7L);
        PushedPages.fault(bubbling, owed, 9);

        // Radius 1: 8 10, radius 2: 7 is claimed, 11; the left edge meets the old bubble, 3 to 7, and goes on behind it.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(8L, 10L, 11L, 2L, 1L, 0L);
    }

    @Test
    void pushesTheNearerPageWhereClaimedOnesLieOnOneSide() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler bubbling = begin(DUAL, 1, owed);
        owed.remove(2, 2);

        PushedPages.fault(bubbling, owed, 4);

        // Radius 1 and 2 have nothing at the left: 5, 6. Radius 3: 1 7, radius 4: 0 8, radius 5: 9.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(5L, 6L, 1L, 7L, 0L, 8L, 9L);
    }

    @Test
    void forwardGoesToTheEndAndThenSweepsFromTheStart() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler bubbling = begin(FORWARD, 1, owed);

        assertThat(PushedPages.next(bubbling, owed, 2)).containsExactly(0L, 1L);
        PushedPages.fault(bubbling, owed, 6);

        // The right edge only: 7 8 9. Then the sticky sweep has what lies before the pivot.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(7L, 8L, 9L, 2L, 3L, 4L, 5L);
    }

    @Test
    void backwardGoesToTheStartAndThenSweepsFromTheEnd() {
        PageBitmap owed = PageBitmap.full(8);
        PushScheduler bubbling = begin(BACKWARD, 1, owed);

        assertThat(PushedPages.next(bubbling, owed, 2)).containsExactly(7L, 6L);
        PushedPages.fault(bubbling, owed, 3);

        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(2L, 1L, 0L, 5L, 4L);
    }

    @Test
    void growsInStepsOfRunsThatHangTogether() {
        PageBitmap owed = PageBitmap.full(40);
        PushScheduler bubbling = begin(DUAL, 4, owed);
        owed.remove(27);

        PushedPages.fault(bubbling, owed, 20);

        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(16, 4));
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(21, 4));
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(12, 4));
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(25, 2));
        assertThat(PushedPages.nextRun(bubbling, owed, 3)).isEqualTo(new PageRun(28, 3));
    }

    @Test
    void goesOnInLongRunsOnceOneEdgeIsLeft() {
        PageBitmap owed = PageBitmap.full(100);
        PushScheduler bubbling = begin(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 1);

        assertThat(PushedPages.nextRun(bubbling, owed, 16)).isEqualTo(new PageRun(0, 1));
        assertThat(PushedPages.nextRun(bubbling, owed, 16)).isEqualTo(new PageRun(2, 16));
    }

    @Test
    void followsFigure2ForAnyFaultsAndClaims() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = OracleComparison.randomlyOwed(random);
            BubbleDirection direction = BubbleDirection.values()[random.nextInt(3)];

            new OracleComparison("seed " + seed, random, owed, new Bubbling(1, direction, 1),
                    new OnePivotOracle(owed, direction)).run();
        }
    }
}
