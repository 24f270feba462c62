package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.GuestFate;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.hybrid.Hybrid;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.ProvenGuest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small migration is run again and again, and its link is cut at one frame after another, from the first to the
 * last: the guest is whole at the source, or whole at the destination, and where it was handed over it is there.
 */
@Timeout(120)
class CutAtEveryFrameTest {

    private static final long PAGES = 64;
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withBatches(32 << 10, 16 << 10)
            .withRoundPeek(Duration.ofNanos(1))
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));

    static Stream<Arguments> strategiesAndCuts() {
        List<Named<MigrationStrategy>> strategies = List.of(Named.of("stop-and-copy", new StopAndCopy()),
                Named.of("precopy", new Precopy()),
                Named.of("postcopy demand", new Postcopy(new DemandPaging())),
                Named.of("postcopy push", new Postcopy(new ActivePush())),
                Named.of("postcopy bubbling", new Postcopy(new Bubbling())),
                Named.of("hybrid", new Hybrid(new Bubbling())));
        return strategies.stream().flatMap(strategy -> Stream.of(LinkEnd.values()).flatMap(
                end -> Stream.of("lost", "delivered").map(fate -> Arguments.of(strategy, end, fate))));
    }

    @ParameterizedTest
    @MethodSource("strategiesAndCuts")
    void endsRight(MigrationStrategy strategy, LinkEnd end, String fate) throws Exception {
        int frame = 1;
        int recovered = 0;
        for (boolean cut = true; cut; frame++) {
            Migration migration = new Migration(
                    FaultPlan.of(1, end, new Fault.CutAtFrame(frame, fate.equals("delivered"))));
            recovered += migration.run(strategy);
            cut = !migration.events.isEmpty();
        }
        System.out.println("cut at each of " + (frame - 2) + " frames of the " + end + ", " + fate + ": "
                + recovered + " recovered");
        assertThat(frame).as("frames that were cut at").isGreaterThan(5);
    }

    /** One migration under a plan. */
    private static final class Migration {

        private final List<String> events = new CopyOnWriteArrayList<>();
        private final FaultPlan plan;

        private Migration(FaultPlan plan) {
            this.plan = plan;
        }

        /** Returns how often it was recovered. */
        private int run(MigrationStrategy strategy) throws Exception {
            FaultyTransport transport = new FaultyTransport(new InMemoryTransport(), plan, events::add);
            try (Ferrying ferrying = new Ferrying(transport, "b", new SoftwareGuestPlatform(), PAGES, 20_000,
                    SETTINGS)) {
                ferrying.touchAllAtDestination();
                Future<Arrival> arrival = ferrying.receive();
                try {
                    MigrationReport report = ferrying.source(strategy).settings(SETTINGS).build().migrate();
                    arrival.get(30, TimeUnit.SECONDS);
                    assertWhole(ferrying.arrived(), "at the destination");
                    return report.recoveries();
                } catch (MigrationFailedException failed) {
                    assertThat(failed.guestFate()).as(toString()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
                    assertWhole(ferrying.guest, "at the source");
                    ferrying.destination.close();
                    while (!arrival.isDone()) {
                        ferrying.destination.giveUp(Ferrying.GUEST);
                        Thread.onSpinWait();
                    }
                    return 0;
                }
            }
        }

        private void assertWhole(ProvenGuest guest, String where) {
            Ferrying.awaitWork(guest);
            assertThat(guest.prove()).as("%s, %s", where, this).isEmpty();
        }

        @Override
        public String toString() {
            return "seed " + Ferrying.SEED + ", " + plan;
        }
    }
}
