package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a migration ends, the guest is where the error says, and nothing is left waiting. */
@Timeout(60)
class FailureTest {

    private static final long PAGES = 1024;

    /** Rounds without end. */
    private static final MigrationStrategy ENDLESS_ROUNDS = session -> {
        while (true) {
            session.send(session.dirty());
        }
    };

    private static MigrationListener afterRounds(int rounds, Runnable action) {
        return new MigrationListener() {
            @Override
            public void onRound(Round round) {
                if (round.number() == rounds) {
                    action.run();
                }
            }
        };
    }

    private static <T> Throwable failure(Future<T> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS))
                .getCause();
    }

    private static void assertGuestRunsOnAtSource(Ferrying ferrying) {
        Ferrying.awaitWork(ferrying.guest);
        assertThat(ferrying.guest.prove()).as("seed %d", Ferrying.SEED).isEmpty();
    }

    @Test
    void cancelLeavesTheGuestAtTheSource() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();
            CountDownLatch underWay = new CountDownLatch(1);
            SourceEnd source = ferrying.source(ENDLESS_ROUNDS).listener(afterRounds(2, underWay::countDown))
                    .build();
            Future<MigrationReport> migration = ferrying.migrate(source);
            catchThrowable(underWay::await);

            boolean stays = source.cancel();

            assertThat(stays).isTrue();
            assertThat(failure(migration)).isInstanceOf(CancellationException.class)
                    .hasMessageContaining("the guest runs on at the source");
            assertThat(source.report().outcome()).isEqualTo("cancelled");
            assertThat(failure(arrival)).hasMessageContaining("what was reserved here is given back");
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @Test
    void cancelComesTooLateAfterSwitchover() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = ferrying.source(new StopAndCopy()).build();
            source.migrate();

            assertThat(source.cancel()).isFalse();
            assertThat(arrival.get(30, TimeUnit.SECONDS).guestId()).isEqualTo(Ferrying.GUEST);
        }
    }

    @Test
    void cancelBeforeTheStartKeepsTheGuest() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            SourceEnd source = ferrying.source(new StopAndCopy()).build();

            assertThat(source.cancel()).isTrue();

            assertThatThrownBy(source::migrate).isInstanceOf(CancellationException.class);
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void lossOfTheLinkInARoundLeavesTheGuestAtTheSource(int round) {
        CuttableTransport transport = new CuttableTransport();
        try (Ferrying ferrying = new Ferrying(transport, "b", new SoftwareGuestPlatform(), PAGES, 20_000)) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = ferrying.source(ENDLESS_ROUNDS).listener(afterRounds(round, transport::cut))
                    .build();

            MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                    source::migrate);

            assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(failed).hasMessageContaining("The guest runs on at the source");
            assertThat(failed.code()).isEqualTo(ErrorCode.LINK_LOST);
            assertThat(failure(arrival)).hasMessageContaining("what was reserved here is given back");
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @Test
    void aHostWithoutRoomRefusesBeforeAnythingMoves() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES);
                DestinationEnd full = DestinationEnd.builder().transport(ferrying.transport, "full")
                        .host((guestId, geometry) -> {
                            throw new FerryException(ErrorCode.RESERVATION_REFUSED, "no room for " + guestId);
                        }).listen()) {
            Future<Arrival> arrival = java.util.concurrent.CompletableFuture.supplyAsync(full::receive);
            SourceEnd source = ferrying.source(new StopAndCopy()).transport(ferrying.transport, "full")
                    .build();

            MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                    source::migrate);

            assertThat(failed.code()).isEqualTo(ErrorCode.RESERVATION_REFUSED);
            assertThat(failed).hasMessageContaining("no room for test-guest");
            assertThat(failed.report().pagesTransferred()).isZero();
            assertThat(failure(arrival)).hasMessageContaining("no room for test-guest");
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @Test
    void aSecondMigrationOfAGuestThatIsHereIsRefused() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> first = ferrying.receive();
            ferrying.source(new StopAndCopy()).build().migrate();
            first.get(30, TimeUnit.SECONDS);
            ferrying.guest.control().resume();
            Future<Arrival> second = ferrying.receive();

            Throwable failed = catchThrowable(ferrying.source(new StopAndCopy()).build()::migrate);

            assertThat(failed).hasMessageContaining("guest test-guest is here already");
            assertThat(failure(second)).hasMessageContaining("guest test-guest is here already");
        }
    }

    @Test
    void aStrategyThatDoesNothingLeavesTheGuestAtTheSource() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                    () -> ferrying.source(session -> {}).names("idle", null).build().migrate());

            assertThat(failed.code()).isEqualTo(ErrorCode.PLUGIN_FAILED);
            assertThat(failed).hasMessageContaining("strategy idle returned without moving the guest");
            assertThat(failure(arrival)).hasMessageContaining("strategy idle");
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @Test
    void aStrategyThatBreaksAfterSwitchoverDoesNotLoseTheGuest() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = ferrying.source(session -> {
                session.switchOver(Residue.OWE);
                throw new IllegalStateException("broken strategy");
            }).build().migrate();

            assertThat(report.outcome()).isEqualTo("completed");
            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void aSchedulerThatBreaksDoesNotLoseTheGuest() throws Exception {
        PushScheduler broken = new PushScheduler() {
            private int runs;

            @Override
            public void begin(PageSet owed) {}

            @Override
            public PageRun next(long maxPages) {
                if (runs++ < 3) {
                    return new PageRun(runs * 10L, 1);
                }
                throw new AssertionError("broken scheduler");
            }
        };
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = ferrying.source(new Postcopy(broken)).build().migrate();

            assertThat(report.duplicatePages()).isZero();
            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void verbsOutOfTurnAreRefusedAndDoNotLoseTheGuest() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = ferrying.source(session -> {
                assertThatThrownBy(session::complete).isInstanceOf(IllegalStateException.class);
                PageSet owed = session.switchOver(Residue.OWE);
                assertThatThrownBy(() -> session.send(owed)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> session.switchOver(Residue.OWE))
                        .isInstanceOf(IllegalStateException.class);
            }).build().migrate();

            assertThat(report.outcome()).isEqualTo("completed");
            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void aGuestThatWasForgottenMayComeAgain() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> first = ferrying.receive();
            ferrying.source(new StopAndCopy()).build().migrate();
            first.get(30, TimeUnit.SECONDS).reservation().close();
            ferrying.guest.control().resume();
            ferrying.destination.forget(Ferrying.GUEST);
            Future<Arrival> second = ferrying.receive();

            ferrying.source(new StopAndCopy()).build().migrate();

            assertThat(second.get(30, TimeUnit.SECONDS).guestId()).isEqualTo(Ferrying.GUEST);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void anErrorOfAPluginInThePauseResumesTheGuest() {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                    () -> ferrying.source(session -> {
                        ferrying.guest.control().pause();
                        throw new AssertionError("broken plugin");
                    }).build().migrate());

            assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(failed).hasMessageContaining("broken plugin");
            assertThat(failure(arrival)).hasMessageContaining("broken plugin");
            assertGuestRunsOnAtSource(ferrying);
        }
    }

    @Test
    void aStrategyThatThrowsOurErrorsAfterSwitchoverDoesNotLoseTheGuest() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = ferrying.source(session -> {
                session.switchOver(Residue.OWE);
                throw new FerryException(ErrorCode.LINK_LOST, "the strategy says so, and is wrong");
            }).build().migrate();

            assertThat(report.outcome()).isEqualTo("completed");
            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void lossOfTheLinkOnceNothingIsOwedCostsFiguresOnly() throws Exception {
        CuttableTransport transport = new CuttableTransport();
        try (Ferrying ferrying = new Ferrying(transport, "b", new SoftwareGuestPlatform(), PAGES, 20_000)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationReport report = ferrying.source(new StopAndCopy()).listener(new MigrationListener() {
                @Override
                public void onPhase(MigrationPhase phase) {
                    if (phase == MigrationPhase.PUSH) {
                        transport.cut();
                    }
                }
            }).build().migrate();

            assertThat(report.outcome()).isEqualTo("completed");
            assertThat(arrival.get(30, TimeUnit.SECONDS).guestId()).isEqualTo(Ferrying.GUEST);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void aListenerThatThrowsChangesNothing() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();

            ferrying.source(new StopAndCopy()).listener(new MigrationListener() {
                @Override
                public void onPhase(MigrationPhase phase) {
                    throw new IllegalStateException("broken listener");
                }
            }).build().migrate();

            arrival.get(30, TimeUnit.SECONDS);
            assertThat(ferrying.arrived().prove()).isEmpty();
        }
    }

    @Test
    void aSourceEndMigratesOnce() throws Exception {
        try (Ferrying ferrying = new Ferrying(PAGES)) {
            Future<Arrival> arrival = ferrying.receive();
            SourceEnd source = ferrying.source(new StopAndCopy()).build();
            source.migrate();
            arrival.get(30, TimeUnit.SECONDS);

            assertThatThrownBy(source::migrate).isInstanceOf(IllegalStateException.class);
        }
    }
}
