package dev.ferry.engine.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whatever works on pages works on the positions of any order. */
class OrderedPushTest {

    /** Wraps a scheduler in another random order at each beginning, for the contract tests choose the page count. */
    private static final class InRandomOrders implements PushScheduler {

        private final PushScheduler inner;
        private final Random random = new Random(11);
        private OrderedPush ordered;

        InRandomOrders(PushScheduler inner) {
            this.inner = inner;
            this.ordered = new OrderedPush(RandomOrders.of(0), inner);
        }

        @Override
        public void begin(PageSet owed) {
            ordered = new OrderedPush(RandomOrders.of(RandomOrders.pages(random, (int) owed.pageCount())),
                    inner);
            ordered.begin(owed);
        }

        @Override
        public void onNetworkFault(long page) {
            ordered.onNetworkFault(page);
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return ordered.next(maxPages);
        }
    }

    @Nested
    class Push extends PushSchedulerContractTest {
        @Override
        protected PushScheduler scheduler() {
            return new InRandomOrders(new ActivePush());
        }
    }

    @Nested
    class Bubbles extends PushSchedulerContractTest {
        @Override
        protected PushScheduler scheduler() {
            return new InRandomOrders(new Bubbling());
        }
    }

    @Nested
    class Demand extends PushSchedulerContractTest {
        @Override
        protected PushScheduler scheduler() {
            return new InRandomOrders(new DemandPaging());
        }

        @Override
        protected boolean pushesByItself() {
            return false;
        }
    }

    @Test
    void pushesInTheOrderOfPositions() {
        PushScheduler push = new OrderedPush(RandomOrders.of(4, 5, 6, 1, 0, 2, 3), new ActivePush());
        PageBitmap owed = PageBitmap.full(7);
        push.begin(owed);

        assertThat(runs(push, owed, 5)).containsExactly(new PageRun(4, 3), new PageRun(1, 1),
                new PageRun(0, 1),
                new PageRun(2, 2));
    }

    @Test
    void bubblesAroundThePositionOfTheFault() {
        PushScheduler push = new OrderedPush(RandomOrders.of(9, 0, 7, 2, 5, 4, 3, 6, 1, 8), new Bubbling());
        PageBitmap owed = PageBitmap.full(10);
        push.begin(owed);

        owed.remove(5);
        push.onNetworkFault(5);

        assertThat(List.of(pushed(push, owed), pushed(push, owed))).containsExactlyInAnyOrder(2L, 4L);
    }

    @Test
    void leavesOutWhatWasClaimedOfARunThatIsHandedOutInPieces() {
        PushScheduler push = new OrderedPush(RandomOrders.of(9, 0, 7, 2, 5, 4, 3, 6, 1, 8), new ActivePush());
        PageBitmap owed = PageBitmap.full(10);
        push.begin(owed);
        assertThat(push.next(4)).isEqualTo(new PageRun(9, 1));
        owed.remove(9);

        owed.remove(0);

        assertThat(push.next(4)).isEqualTo(new PageRun(7, 1));
    }

    @Test
    void namesASchedulerThatHandsOutTooMuch() {
        PushScheduler push = new OrderedPush(RandomOrders.of(1, 0), new PushScheduler() {
            @Override
            public void begin(PageSet owed) {}

            @Override
            public PageRun next(long maxPages) {
                return new PageRun(1, 2);
            }
        });
        push.begin(PageBitmap.full(2));

        assertThatThrownBy(() -> push.next(10)).isInstanceOf(FerryException.class)
                .hasMessageContaining(getClass().getName());
    }

    private static List<PageRun> runs(PushScheduler push, PageBitmap owed, long maxPages) {
        List<PageRun> runs = new ArrayList<>();
        while (!owed.isEmpty()) {
            PageRun run = push.next(maxPages);
            assertThat(run).isNotNull();
            owed.remove(run.first(), run.count());
            runs.add(run);
        }
        return runs;
    }

    private static long pushed(PushScheduler push, PageBitmap owed) {
        PageRun run = push.next(1);
        assertThat(run).isNotNull();
        owed.remove(run.first(), 1);
        return run.first();
    }
}
