package dev.ferry.strategies.postcopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;
import org.junit.jupiter.api.Test;

class ActivePushTest extends PushSchedulerContractTest {

    @Override
    protected PushScheduler scheduler() {
        return new ActivePush();
    }

    @Test
    void keepsToAddressOrderWhateverTheFaults() {
        PageBitmap owed = PageBitmap.full(10);
        PushScheduler push = scheduler();
        push.begin(owed);

        assertThat(push.next(4)).isEqualTo(new PageRun(0, 4));
        owed.remove(0, 4);
        owed.remove(8);
        push.onNetworkFault(8);

        assertThat(push.next(4)).isEqualTo(new PageRun(4, 4));
        owed.remove(4, 4);
        assertThat(push.next(4)).isEqualTo(new PageRun(9, 1));
    }
}
