package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * With a sequential workload, any push saves network faults against demand paging, on a real clock. The order of the
 * push orders among themselves is {@code SequentialGuestTest}'s in strategies-postcopy, in steps instead of time.
 */
@Timeout(60)
class PushOrderTest {

    private static final long PAGES = 8192;
    private static final long BYTES_PER_SECOND = 40_000_000;
    private static final long STEPS_PER_SECOND = 3_000;

    private static long networkFaults(PushScheduler scheduler) throws Exception {
        InMemoryTransport wire = new InMemoryTransport(
                InMemoryOptions.DEFAULTS.withBandwidth(BYTES_PER_SECOND));
        try (Ferrying ferrying = new Ferrying(wire, "d", new SoftwareGuestPlatform(), PAGES,
                STEPS_PER_SECOND)) {
            Future<Arrival> arrival = ferrying.receive();
            Ferrying.awaitWork(ferrying.guest);
            Future<MigrationReport> migration = ferrying
                    .migrate(ferrying.source(new Postcopy(scheduler)).build());

            if (scheduler instanceof DemandPaging) {
                while (ferrying.arrived() == null
                        || ferrying.arrived().control().workDone().orElse(0) < PAGES / 2) {
                    Thread.onSpinWait(); // Until it has been round its working set: the rest is asked for below.
                }
                ferrying.arrived().prove();
            }

            MigrationReport report = migration.get(50, TimeUnit.SECONDS);
            arrival.get(10, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
            assertThat(report.duplicatePages()).isZero();
            return report.networkFaults();
        }
    }

    @Test
    void pushingSavesFaultsAgainstDemandPaging() throws Exception {
        long demand = networkFaults(new DemandPaging());
        long push = networkFaults(new ActivePush());
        long bubbling = networkFaults(new Bubbling());

        assertThat(bubbling).isLessThan(demand);
        assertThat(push).isLessThan(demand);
    }
}
