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

class SeveralPivotsTest extends PushSchedulerContractTest {

    private int made;

    /** Each direction in turn, with 2 to 9 pivots and steps of 1 to 5 pages. */
    @Override
    protected PushScheduler scheduler() {
        made++;
        return new Bubbling(2 + made % 8, BubbleDirection.values()[made % 3], 1 + made % 5);
    }

    private static PushScheduler beginTwoPivots(BubbleDirection direction, long stepPages, PageBitmap owed) {
        PushScheduler bubbling = new Bubbling(2, direction, stepPages);
        bubbling.begin(owed);
        return bubbling;
    }

    @Test
    void newBubbleCatchesUpAndEdgesStopWhereBubblesMeet() {
        PageBitmap owed = PageBitmap.full(20);
        PushScheduler bubbling = beginTwoPivots(DUAL, 1, owed);

        // No fault yet: the sweep is alone.
        assertThat(PushedPages.next(bubbling, owed, 2)).containsExactly(0L, 1L);

        PushedPages.fault(bubbling, owed, 10);
        assertThat(PushedPages.next(bubbling, owed, 6)).containsExactly(9L, 11L, 8L, 12L, 7L, 13L);

        PushedPages.fault(bubbling, owed, 15);
        // 15 at the left comes to 13, which is sent; at the right it grows to 18, which is as far as 10 has come.
        assertThat(PushedPages.next(bubbling, owed, 4)).containsExactly(14L, 16L, 17L, 18L);
        // 10 at the right comes to 14 and stops, at the left it takes turns with 15 and stops at 1, which the sweep has pushed.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(6L, 19L, 5L, 4L, 3L, 2L);
    }

    @Test
    void bubblesOfOneSizeTakeTurnsAndTheNewestPushesWhatAReplacedOneHasLeftBehind() {
        PageBitmap owed = PageBitmap.full(40);
        PushScheduler bubbling = beginTwoPivots(DUAL, 1, owed);

        // 30 replaces 10, the oldest, and has its turn before 20.
        PushedPages.fault(bubbling, owed, 10, 20, 30);

        assertThat(PushedPages.next(bubbling, owed, 16)).containsExactly(
                29L, 31L, 19L, 21L,
                28L, 32L, 18L, 22L,
                27L, 33L, 17L, 23L,
                26L, 34L, 16L, 24L);
        // 30 at the left takes 25; 20 at the right comes to it and stops, 30 at the left comes to 24 and is behind 15 now.
        assertThat(PushedPages.next(bubbling, owed, 11))
                .containsExactly(25L, 35L, 15L, 36L, 14L, 37L, 13L, 38L, 12L, 39L, 11L);
        // 30 at the right is at the end, 20 at the left comes to 10, which was fetched, and stops. 30 at the left goes on.
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(0, 10));
    }

    @Test
    void olderBubbleStopsAtTheNextClaimedPageFromWhereItHasCome() {
        PageBitmap owed = PageBitmap.full(40);
        PushScheduler bubbling = beginTwoPivots(FORWARD, 1, owed);
        owed.remove(12, 3);
        owed.remove(18, 2);

        PushedPages.fault(bubbling, owed, 10);
        // The only bubble goes over 12 to 14.
        assertThat(PushedPages.next(bubbling, owed, 3)).containsExactly(11L, 15L, 16L);

        PushedPages.fault(bubbling, owed, 30);
        // 10 is at 17 and stops at 18; 30 goes to the end, and the sweep has the rest.
        assertThat(PushedPages.next(bubbling, owed, 11))
                .containsExactly(31L, 32L, 33L, 34L, 35L, 36L, 17L, 37L, 38L, 39L, 0L);
    }

    @Test
    void growOnAtOneSideWhereTheOtherHasReachedTheBorder() {
        PageBitmap owed = PageBitmap.full(12);
        PushScheduler bubbling = beginTwoPivots(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 1, 10);

        assertThat(PushedPages.next(bubbling, owed, 4)).containsExactly(0L, 2L, 9L, 11L);
        // 1 is at the border at the left, 10 at the right.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(3L, 8L, 4L, 7L, 5L, 6L);
    }

    @Test
    void forwardGrowsAtTheRightOnlyAndSweepsFromTheStart() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler bubbling = beginTwoPivots(FORWARD, 1, owed);

        PushedPages.fault(bubbling, owed, 4, 7);

        // After 4, after 7. Then 4 comes to 7 and stops, 7 is at the end: without the sweep, push would stall.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(5L, 8L, 6L, 9L, 0L, 1L, 2L, 3L);
    }

    @Test
    void backwardGrowsAtTheLeftOnlyAndSweepsFromTheEnd() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler bubbling = beginTwoPivots(BACKWARD, 1, owed);

        PushedPages.fault(bubbling, owed, 4, 7);

        // Before 4, before 7. After 5, 7 comes to 4 and stops; 4 goes on to the start.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(3L, 6L, 2L, 5L, 1L, 0L, 9L, 8L);
    }

    @Test
    void edgesGoOverPagesThatWereNeverOwed() {
        PageBitmap owed = new PageBitmap(23);
        owed.add(0, 3);
        owed.add(10, 3);
        owed.add(20, 3);
        PushScheduler bubbling = beginTwoPivots(DUAL, 1, owed);

        PushedPages.fault(bubbling, owed, 11);

        // From 10 to the left over 9 to 3, from 12 to the right over 13 to 19.
        assertThat(PushedPages.rest(bubbling, owed)).containsExactly(10L, 12L, 2L, 20L, 1L, 21L, 0L, 22L);
    }

    @Test
    void growsInStepsOfRunsThatHangTogether() {
        PageBitmap owed = PageBitmap.full(60);
        PushScheduler bubbling = beginTwoPivots(DUAL, 4, owed);
        PushedPages.fault(bubbling, owed, 20, 27);

        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(16, 4));
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(21, 4));
        // Two are left between the bubbles.
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(25, 2));
        assertThat(PushedPages.nextRun(bubbling, owed, 3)).isEqualTo(new PageRun(28, 3));
        // 31 is at 4 from 27, as 28 to 30 were less than a step, 15 at 5 from 20.
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(31, 4));
        assertThat(PushedPages.nextRun(bubbling, owed, 64)).isEqualTo(new PageRun(12, 4));
    }

    @Test
    void sweepsInLongRunsBeforeTheFirstFault() {
        PageBitmap owed = PageBitmap.full(100);

        assertThat(PushedPages.nextRun(beginTwoPivots(DUAL, 4, owed), owed, 64))
                .isEqualTo(new PageRun(0, 64));
    }

    @Test
    void followsThePaperPageByPageForAnyFaultsAndClaims() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            PageBitmap owed = OracleComparison.randomlyOwed(random);
            BubbleDirection direction = BubbleDirection.values()[random.nextInt(3)];
            int pivots = 2 + random.nextInt(7);

            new OracleComparison("seed " + seed, random, owed, new Bubbling(pivots, direction, 1),
                    new SeveralPivotsOracle(owed, pivots, direction)).run();
        }
    }
}
