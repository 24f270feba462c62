package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.transport.inmemory.InMemoryOptions;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener at the source is told of every page that is sent, and how. */
@Timeout(60)
class SentPagesTest {

    private static final long PAGES = 2048;
    /** A page in a frame of active push, so that a frame that is counted is in the middle of it. */
    private static final EngineSettings PAGE_BY_PAGE = EngineSettings.defaults()
            .withBatches(32 << 10, 4 << 10)
            .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final SentPages sent = new SentPages();

    private MigrationReport migrate(Transport transport, MigrationStrategy strategy, EngineSettings settings,
            boolean touchAll) throws Exception {
        try (Ferrying ferrying = new Ferrying(transport, "b", new SoftwareGuestPlatform(), PAGES, 20_000,
                settings)) {
            Future<Arrival> arrival = ferrying.receive();
            if (touchAll) {
                ferrying.touchAllAtDestination();
            }
            MigrationReport report = ferrying.source(strategy).settings(settings).listener(sent).build()
                    .migrate();
            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
            return report;
        }
    }

    private MigrationReport migrate(MigrationStrategy strategy) throws Exception {
        return migrate(new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(2)), strategy,
                EngineSettings.defaults(), false);
    }

    @ParameterizedTest
    @MethodSource("dev.ferry.engine.MigrationTest#strategies")
    void addsUpToTheReport(MigrationStrategy strategy) throws Exception {
        MigrationReport report = migrate(strategy);

        assertThat(sent.pages(_ -> true)).hasSize((int) report.pagesTransferred());
        assertThat(sent.pages(_ -> true).stream().distinct().count()).isEqualTo(PAGES)
                .isEqualTo(report.pagesTransferred() - report.duplicatePages());
        assertThat(sent.pages(Delivery.ABSENT::equals)).doesNotHaveDuplicates().hasSize((int) PAGES / 4);
    }

    @Test
    void copiesInThePauseOnlyWhereNothingIsOwed() throws Exception {
        migrate(new StopAndCopy());

        assertThat(sent.calls()).extracting(SentPages.Sent::delivery).containsOnly(Delivery.ABSENT,
                Delivery.SWITCHOVER);
    }

    @Test
    void tellsRoundsFromThePause() throws Exception {
        MigrationReport report = migrate(session -> {
            session.send(session.dirty());
            session.switchOver(Residue.COPY);
            session.complete();
        });

        assertThat(sent.pages(Delivery.ROUND::equals)).hasSize((int) PAGES * 3 / 4);
        assertThat(sent.pages(Delivery.SWITCHOVER::equals)).hasSize((int) report.rounds().get(1).pages());
    }

    @Test
    void sendsEachOwedPageOnceByPushOrFault() throws Exception {
        migrate(new Postcopy(new Bubbling()));

        assertThat(sent.pages(_ -> true)).doesNotHaveDuplicates().hasSize((int) PAGES);
        assertThat(sent.calls()).extracting(SentPages.Sent::delivery).contains(Delivery.PUSH)
                .doesNotContain(Delivery.ROUND, Delivery.SWITCHOVER);
    }

    @Test
    void sendsByFaultsAloneOnDemand() throws Exception {
        MigrationReport report = migrate(new InMemoryTransport(), new Postcopy(new DemandPaging()),
                EngineSettings.defaults(), true);

        assertThat(sent.calls()).extracting(SentPages.Sent::delivery).containsOnly(Delivery.ABSENT,
                Delivery.FAULT);
        assertThat(sent.pages(Delivery.FAULT::equals)).hasSize((int) (long) report.networkFaults());
    }

    @Test
    void goesOnAfterALostLink() throws Exception {
        int frameOfPush = 200;
        Transport breaking = new FaultyTransport(new InMemoryTransport(),
                FaultPlan.of(1, LinkEnd.CONNECTING, new Fault.CutAtFrame(frameOfPush, false)), _ -> {});

        MigrationReport report = migrate(breaking, new Postcopy(new ActivePush()), PAGE_BY_PAGE, false);

        assertThat(report.recoveries()).isEqualTo(1);
        assertThat(sent.pages(_ -> true)).hasSize((int) report.pagesTransferred())
                .as("nothing is missing, and what was lost on the way is sent again").contains(0L, PAGES - 1);
        assertThat(sent.pages(_ -> true).stream().distinct().count()).isEqualTo(PAGES);
    }

    @Test
    void outlivesAListenerThatThrows() throws Exception {
        try (Ferrying ferrying = new Ferrying(64)) {
            Future<Arrival> arrival = ferrying.receive();

            ferrying.source(new Postcopy(new Bubbling())).listener(new MigrationListener() {
                @Override
                public void onPagesSent(long first, long end, Delivery delivery) {
                    throw new IllegalStateException("broken listener");
                }
            }).build().migrate();

            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).as("seed %d", Ferrying.SEED).isEmpty();
        }
    }
}
