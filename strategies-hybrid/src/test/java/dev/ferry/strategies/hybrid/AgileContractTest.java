package dev.ferry.strategies.hybrid;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.testkit.strategy.MigrationStrategyContractTest;

class AgileContractTest extends MigrationStrategyContractTest {

    @Override
    protected MigrationStrategy strategy() {
        return new Agile(new Bubbling());
    }
}
