package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrendTest extends PushSchedulerContractTest {

    private int made;

    /** The last 2 to 6 faults. */
    @Override
    protected PushScheduler scheduler() {
        made++;
        return new Trend(2 + made % 5, new Bubbling());
    }

    private static PushScheduler begin(PageBitmap owed) {
        PushScheduler trend = new Trend(4, new Bubbling(1, BubbleDirection.DUAL, 1));
        trend.begin(owed);
        return trend;
    }

    private static Long[] pages(long first, long stride, int count) {
        return LongStream.iterate(first, page -> page + stride).limit(count).boxed().toArray(Long[]::new);
    }

    @Test
    void bubblesWhileThereIsNoTrend() {
        PageBitmap owed = PageBitmap.full(1000);
        PushScheduler trend = begin(owed);

        PushedPages.fault(trend, owed, 100, 700, 300);

        assertThat(PushedPages.next(trend, owed, 4)).containsExactly(299L, 301L, 298L, 302L);
    }

    @Test
    void pushesAlongTheStrideOfTheMajorityAndThenBubbles() {
        PageBitmap owed = PageBitmap.full(1000);
        PushScheduler trend = begin(owed);

        // The strides are 100, 10, 10 and 10: three of four agree.
        PushedPages.fault(trend, owed, 100, 110, 120, 130);

        assertThat(PushedPages.next(trend, owed, 8)).containsExactly(pages(140, 10, 8));
        assertThat(PushedPages.next(trend, owed, 2)).containsExactly(129L, 131L);
    }

    @Test
    void followsATrendBackwards() {
        PageBitmap owed = PageBitmap.full(1000);
        PushScheduler trend = begin(owed);

        PushedPages.fault(trend, owed, 500, 497, 494, 491);

        assertThat(PushedPages.next(trend, owed, 8)).containsExactly(pages(488, -3, 8));
    }

    @Test
    void pushesTwiceAsManyPagesWhereAFaultContinuesTheTrend() {
        PageBitmap owed = PageBitmap.full(10_000);
        PushScheduler trend = begin(owed);
        PushedPages.fault(trend, owed, 100, 110, 120, 130);
        assertThat(PushedPages.next(trend, owed, 8)).containsExactly(pages(140, 10, 8));

        // Behind the pushed pages, which it did not miss: one more stride, although it is 90 pages away.
        PushedPages.fault(trend, owed, 220);

        assertThat(PushedPages.next(trend, owed, 16)).containsExactly(pages(230, 10, 16));
    }

    @Test
    void beginsAnewWhereAFaultLeavesTheTrend() {
        PageBitmap owed = PageBitmap.full(10_000);
        PushScheduler trend = begin(owed);
        PushedPages.fault(trend, owed, 100, 110, 120, 130, 140);

        // One outlier of four does not outvote the trend, but it has to prove itself again.
        PushedPages.fault(trend, owed, 5000);
        assertThat(PushedPages.next(trend, owed, 8)).containsExactly(pages(5010, 10, 8));
        PushedPages.fault(trend, owed, 7777, 3);
        assertThat(PushedPages.next(trend, owed, 2)).containsExactly(2L, 4L);
    }

    @Test
    void leavesTheTrendAtTheEndOfMemory() {
        PageBitmap owed = PageBitmap.full(150);
        PushScheduler trend = begin(owed);

        PushedPages.fault(trend, owed, 100, 110, 120, 130);

        assertThat(PushedPages.next(trend, owed, 2)).containsExactly(140L, 129L);
    }

    @Test
    void findsTheMajorityOfTheLastStrides() {
        assertThat(majority(5, 1, 2, 3, 4, 5)).isEqualTo(FaultTrend.NONE);
        assertThat(majority(5, 7, 1, 7, 2, 7)).isEqualTo(7);
        assertThat(majority(4, 7, 1, 7, 1)).isEqualTo(FaultTrend.NONE);
        // Older ones are forgotten.
        assertThat(majority(3, 1, 1, 1, 7, 7)).isEqualTo(7);
        // Too few so far.
        assertThat(majority(5, 7, 7)).isEqualTo(FaultTrend.NONE);
    }

    private static long majority(int window, long... strides) {
        FaultTrend trend = new FaultTrend(window);
        for (long stride : strides) {
            trend.add(stride);
        }
        return trend.majority();
    }

    @Test
    void isWhatItsSettingsSay() {
        assertThat(
                new Trend.Provider().create(new FixedSettings(Map.of("ferry.scheduler.trend.window", "5"))))
                .hasToString("trend of the last 5 faults");
        assertThatIllegalArgumentException().isThrownBy(() -> new Trend(1, new Bubbling()));
    }
}
