package dev.ferry.simulator.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.BubbleDirection;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine and the simulator move a guest that does the same at the same frames: the same pages cross in the same order
 * and in the same way, in the same rounds, and the reports count the same.
 */
@Timeout(120)
class EngineComparisonTest {

    private static final int SEEDS = Integer.getInteger("simulator.seeds", 20);
    private static final EngineSettings PAGE_BY_PAGE = settings(1, 1);
    private static final EngineSettings SEVERAL_PAGES = settings(5, 8);

    private static EngineSettings settings(int roundPages, int pushPages) {
        EngineSettings all = EngineSettings.defaults();
        return new EngineSettings(0, roundPages << 12, Duration.ZERO, pushPages << 12, 0,
                all.handshakeTimeout(), all.linkTimeout(), all.recoveryTimeout(), all.order(),
                all.recording());
    }

    /** Compares, for each seed, what a strategy does that is made around a scheduler, if it needs one. */
    private static void compare(Function<Function<PushScheduler, PushScheduler>, MigrationStrategy> strategy,
            boolean onDemand) {
        for (long seed = 0; seed < SEEDS; seed++) {
            EngineSettings settings = seed % 2 == 0 ? PAGE_BY_PAGE : SEVERAL_PAGES;
            Script script = new Script(seed);
            EngineRun real = new EngineRun(script);
            MigrationReport expected = real.migrate(strategy.apply(script::overhearing), settings, onDemand);
            Script again = new Script(seed);
            SimulatedRun simulated = new SimulatedRun(again, onDemand);
            MigrationReport found = simulated.migrate(strategy.apply(again::overhearing), settings);

            assertThat(simulated.events()).as("seed %d", seed).containsExactlyElementsOf(real.events());
            assertSameCounts(seed, expected, found);
        }
    }

    private static void assertSameCounts(long seed, MigrationReport expected, MigrationReport found) {
        assertThat(found).as("seed %d", seed).usingRecursiveComparison()
                .comparingOnlyFields("outcome", "pageSizeBytes", "memoryBytes", "pagesTransferred",
                        "duplicatePages", "zeroPages", "coldReferences", "bytesOnWire", "networkFaults")
                .isEqualTo(expected);
    }

    private static void comparePostcopy(Supplier<PushScheduler> scheduler) {
        compare(overhear -> new Postcopy(overhear.apply(scheduler.get())), false);
    }

    @Test
    void stopAndCopy() {
        compare(_ -> new StopAndCopy(), false);
    }

    @Test
    void roundsOfPrecopy() {
        compare(_ -> session -> {
            for (int round = 0; round < 3; round++) {
                session.send(session.dirty());
            }
            session.switchOver(Residue.COPY);
            session.complete();
        }, false);
    }

    @Test
    void postcopyOnDemand() {
        compare(overhear -> new Postcopy(overhear.apply(new DemandPaging())), true);
    }

    @Test
    void postcopyByActivePush() {
        comparePostcopy(ActivePush::new);
    }

    @ParameterizedTest
    @EnumSource
    void bubblingAroundOnePivot(BubbleDirection direction) {
        comparePostcopy(() -> new Bubbling(1, direction, 1));
    }

    @ParameterizedTest
    @EnumSource
    void bubblingAroundSevenPivots(BubbleDirection direction) {
        comparePostcopy(() -> new Bubbling(7, direction, 4));
    }

    @Test
    void hybrid() {
        compare(overhear -> new Hybrid(2, overhear.apply(new Bubbling())), false);
    }
}
