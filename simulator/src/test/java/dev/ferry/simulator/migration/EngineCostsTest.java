package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import org.junit.jupiter.api.Test;

class EngineCostsTest {

    private static final long PAGES = 4096;
    private static final long RUNS = 700;
    private static final long DROP_NANOS = 20_000;

    @Test
    void dropsEachRunOfOlderContentsInThePause() {
        EngineCosts dropping = EngineCosts.NONE.with(EngineCost.DROP_NANOS_PER_RUN, DROP_NANOS);

        MigrationReport free = moveByHybrid(EngineCosts.NONE);
        MigrationReport dear = moveByHybrid(dropping);

        assertThat(dear.rounds()).isEqualTo(free.rounds());
        // What is said last in the pause is on its way meanwhile.
        assertThat(dear.downtimeNanos() - free.downtimeNanos())
                .isBetween(RUNS * DROP_NANOS - 1_000, RUNS * DROP_NANOS);
    }

    /** A guest that writes every other page once during the round, and then reads one that it has not written. */
    private static MigrationReport moveByHybrid(EngineCosts costs) {
        Simulation simulation = new Simulation();
        SimulatedGuest guest = new SimulatedGuest(simulation, "guest",
                new SimulatedMemory(MemoryGeometry.flat(4096, PAGES)), 1).with(everyOtherPage());
        guest.start();
        Way way = Way.of("hybrid", new Hybrid(new ActivePush()));
        Channel link = new Channel(simulation, 125_000_000, 0);
        return SimulatedMigration.run(SimulatedMigration.Plan.of(simulation, guest, link, way, costs));
    }

    private static AccessPattern everyOtherPage() {
        long[] steps = {0};
        return step -> {
            boolean writes = steps[0] >= 1 && steps[0] <= RUNS;
            step.set(writes ? 2 * steps[0] : 1, 1, writes, steps[0] == 0 ? 100_000_000 : 10_000, 1);
            steps[0]++;
        };
    }

    @Test
    void refusesNegativeCosts() {
        assertThatThrownBy(() -> EngineCosts.NONE.with(EngineCost.WAKE_NANOS, -1))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("WAKE_NANOS of -1: 0 or more");
    }
}
