package dev.ferry.strategies.postcopy;

import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.testkit.strategy.PushSchedulerContractTest;

class DemandPagingTest extends PushSchedulerContractTest {

    @Override
    protected PushScheduler scheduler() {
        return new DemandPaging();
    }

    @Override
    protected boolean pushesByItself() {
        return false;
    }
}
