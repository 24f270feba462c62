package dev.ferry.strategies.precopy;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.testkit.strategy.MigrationStrategyContractTest;
import java.time.Duration;

/** Pre-copy that leaves at the source a guest that it would have to pause for more than a millisecond. */
class GivingUpContractTest extends MigrationStrategyContractTest {

    private static final Duration DOWNTIME = Duration.ofMillis(1);

    @Override
    protected MigrationStrategy strategy() {
        Convergence convergence = new Convergence(new DowntimeRamp(DOWNTIME, DOWNTIME, 1), 30,
                Convergence.DEFAULT.timeoutPerGib());
        return new Precopy(convergence, StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.CANCEL);
    }

    @Override
    protected boolean givesUp() {
        return true;
    }
}
