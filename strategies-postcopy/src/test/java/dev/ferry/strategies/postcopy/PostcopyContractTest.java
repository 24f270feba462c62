package dev.ferry.strategies.postcopy;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.testkit.strategy.MigrationStrategyContractTest;

class PostcopyContractTest extends MigrationStrategyContractTest {

    @Override
    protected MigrationStrategy strategy() {
        return new Postcopy(new Bubbling());
    }
}
