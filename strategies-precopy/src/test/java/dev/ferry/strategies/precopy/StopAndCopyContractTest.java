package dev.ferry.strategies.precopy;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.testkit.strategy.MigrationStrategyContractTest;

class StopAndCopyContractTest extends MigrationStrategyContractTest {

    @Override
    protected MigrationStrategy strategy() {
        return new StopAndCopy();
    }
}
