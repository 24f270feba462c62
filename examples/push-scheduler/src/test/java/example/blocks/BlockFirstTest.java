package example.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every scheduler promises, and the order that is special to this one. */
class BlockFirstTest extends PushSchedulerContractTest {

    private final PageBitmap owed = PageBitmap.full(40);

    @Override
    protected PushScheduler scheduler() {
        return new BlockFirst(8);
    }

    /** A scheduler that was told of these faults, by a guest whose pages were claimed as they came. */
    private PushScheduler after(long... faults) {
        PushScheduler scheduler = scheduler();
        scheduler.begin(owed);
        for (long fault : faults) {
            owed.remove(fault);
            scheduler.onNetworkFault(fault);
        }
        return scheduler;
    }

    /** The next pages that it pushes, as the engine does: what is owed of each run. */
    private List<Long> push(PushScheduler scheduler, int pages) {
        List<Long> pushed = new ArrayList<>();
        while (pushed.size() < pages) {
            PageRun run = scheduler.next(1);
            if (owed.remove(run.first())) {
                pushed.add(run.first());
            }
        }
        return pushed;
    }

    @Test
    void pushesInAddressOrderBeforeTheFirstFault() {
        assertThat(push(after(), 3)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void bringsTheRestOfTheBlockFromTheFaultOn() {
        assertThat(push(after(19), 9)).containsExactly(20L, 21L, 22L, 23L, 16L, 17L, 18L, 0L, 1L);
    }

    @Test
    void goesBackToAnEarlierBlockOnceTheLatestIsThere() {
        PushScheduler scheduler = after(8, 30);

        assertThat(push(scheduler, 9)).containsExactly(31L, 24L, 25L, 26L, 27L, 28L, 29L, 9L, 10L);
    }

    @Test
    void aRunEndsWithItsBlock() {
        assertThat(after(19).next(100)).isEqualTo(new PageRun(20, 4));
    }
}
