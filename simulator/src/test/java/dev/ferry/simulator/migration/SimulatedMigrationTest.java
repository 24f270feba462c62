package dev.ferry.simulator.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.strategies.precopy.StopAndCopy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

class SimulatedMigrationTest {

    private static final long SMALL = 1 << 14;
    /** 64 GiB. */
    private static final long LARGE = Long.getLong("simulator.pages", 1 << 24);
    private static final long BYTES_PER_SECOND = 1_250_000_000;
    private static final long LATENCY_NANOS = 50_000;

    private final Simulation simulation = new Simulation();
    private SimulatedGuest guest = guest(SMALL);

    private SimulatedGuest guest(long pages) {
        return new SimulatedGuest(simulation, "guest", new SimulatedMemory(MemoryGeometry.flat(4096, pages)),
                1)
                .with(round(pages / 2, pages / 4));
    }

    /** Writes pages, one after the other and again. */
    private static AccessPattern round(long first, long count) {
        return step -> step.set(first, count, true, 10_000, count);
    }

    private MigrationReport move(Way way) {
        guest.start();
        return SimulatedMigration.run(SimulatedMigration.Plan.of(simulation, guest,
                new Channel(simulation, BYTES_PER_SECOND, LATENCY_NANOS), way, EngineCosts.NONE));
    }

    @Test
    void takesTheTimeThatTheLinkTakes() {
        MigrationReport report = move(Way.of("stop-and-copy", new StopAndCopy()));

        long frames = SMALL / 256;
        long bytes = SMALL * 4096 + frames * (24 + 16);
        assertThat(report.bytesOnWire()).isEqualTo(bytes);
        assertThat(report.pagesTransferred()).isEqualTo(SMALL);
        assertThat(report.duplicatePages()).isZero();
        long linkNanos = Math.ceilDiv(bytes * 1_000_000_000, BYTES_PER_SECOND);
        assertThat(report.downtimeNanos() - linkNanos)
                .as("the last acknowledgement, and the four messages of the handover").isBetween(
                        6 * LATENCY_NANOS, 6 * LATENCY_NANOS + frames);
        assertThat(report.totalTimeNanos()).isEqualTo(
                report.preparationTimeNanos() + report.downtimeNanos() + report.resumeTimeNanos());
    }

    @Test
    void throwsWhatAStrategyThrowsAndLetsTheGuestRunOn() {
        IllegalStateException broken = new IllegalStateException("broken");
        MigrationStrategy strategy = session -> {
            session.stun(50);
            session.send(session.dirty());
            throw broken;
        };

        assertThatThrownBy(() -> move(Way.of("broken", strategy))).isSameAs(broken);
        double work = guest.work();
        simulation.runUntil(simulation.nowNanos() + 1_000_000_000);
        assertThat(guest.work()).isGreaterThan(work);
    }

    @Test
    void complainsOfAStrategyThatMovesNothing() {
        assertThatThrownBy(() -> move(Way.of("lazy", session -> session.send(session.dirty()))))
                .isInstanceOf(FerryException.class).hasMessageContaining("lazy");
    }

    @Test
    void sendsWhatAStrategyHasLeft() {
        MigrationReport report = move(Way.of("forgetful", session -> session.switchOver(Residue.OWE)));

        assertThat(report.outcome()).isEqualTo("completed");
        assertThat(report.pagesTransferred()).isEqualTo(SMALL);
        assertThat(guest.memory().missing().isEmpty()).isTrue();
    }

    @Test
    void movesAGuestTwice() {
        MigrationReport first = move(Way.named("postcopy:bubbling"));
        MigrationReport second = move(Way.named("postcopy:bubbling"));

        assertThat(second.pagesTransferred()).isEqualTo(first.pagesTransferred()).isEqualTo(SMALL);
        assertThat(second.networkFaults()).isPositive();
        assertThat(second.minorFaults()).as("those of the second alone").isLessThanOrEqualTo(SMALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"precopy", "postcopy:bubbling", "hybrid:bubbling"})
    void movesALargeGuest(String way) {
        guest = guest(LARGE);

        MigrationReport report = move(Way.named(way));

        assertThat(report.pagesTransferred() - report.duplicatePages()).isEqualTo(LARGE);
        assertThat(guest.memory().missing().isEmpty()).isTrue();
    }

    @Test
    void namesAWayThatIsTheSameWhateverLiesAround() {
        EngineSettings usual = Way.named("precopy").settings();
        System.setProperty("ferry.round.batch", "64KiB");
        try {
            assertThat(Way.named("precopy").settings()).isEqualTo(usual);
        } finally {
            System.clearProperty("ferry.round.batch");
        }
    }
}
