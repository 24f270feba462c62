package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.PushScheduler;
import org.junit.jupiter.api.Test;

/**
 * A guest that goes through its working set in order while pages are pushed: bubbling saves it more network faults than
 * push in address order, and that more than demand paging (Hines et al. 2009, Table 2). In steps, without a clock.
 */
class SequentialGuestTest {

    private static final int PAGES = 10_000;
    private static final PageRun WORKING_SET = new PageRun(4_000, 2_000);
    /** Pages pushed while the guest visits one: the link is this much faster than the guest. */
    private static final int PUSHED_PER_STEP = 4;

    /** The network faults of a guest that goes through its working set once, while this scheduler is asked. */
    private static int networkFaults(PushScheduler scheduler) {
        PageBitmap owed = PageBitmap.full(PAGES);
        scheduler.begin(owed);
        int faults = 0;
        for (long page = WORKING_SET.first(); page < WORKING_SET.end(); page++) {
            if (owed.remove(page)) {
                faults++;
                scheduler.onNetworkFault(page);
            }
            push(owed, scheduler);
        }
        return faults;
    }

    private static void push(PageBitmap owed, PushScheduler scheduler) {
        for (int pushed = 0; pushed < PUSHED_PER_STEP && !owed.isEmpty(); pushed++) {
            PageRun run = scheduler.next(1);
            if (run != null) {
                owed.remove(run.first());
            }
        }
    }

    @Test
    void bubblingFaultsLessThanPushAndPushLessThanDemand() {
        int demand = networkFaults(new DemandPaging());
        int push = networkFaults(new ActivePush());
        int bubbling = networkFaults(new Bubbling());

        assertThat(demand).isEqualTo(WORKING_SET.count());
        assertThat(push).isLessThan(demand);
        assertThat(bubbling).isLessThan(push / 10);
    }
}
