package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.strategies.postcopy.Bubbling;
import dev.ferry.strategies.precopy.AdaptiveBandwidth;
import dev.ferry.strategies.precopy.Convergence;
import dev.ferry.strategies.precopy.DowntimeRamp;
import dev.ferry.strategies.precopy.GivingUp;
import dev.ferry.strategies.precopy.Precopy;
import dev.ferry.strategies.precopy.StunSteps;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A guest that writes each of its 256 hot pages several times while they are sent once: what pre-copy does with it is
 * what it was set to, and memory is right byte for byte in each case.
 */
@Timeout(60)
class NotConvergingTest {

    private static final long PAGES = 1024;
    private static final long STEPS_PER_SECOND = 20_000;
    /** 256 pages take an eighth of a second. */
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withBandwidth(8 << 20);
    /** What is accepted are so few pages that a guest dirties more also where it seldom gets to run. */
    private static final long ACCEPTED_PAGES = 10;
    private static final Convergence CONVERGENCE = new Convergence(
            new DowntimeRamp(Duration.ofMillis(1), Duration.ofMillis(5), 3), 30, Duration.ZERO);

    private final List<String> decisions = new ArrayList<>();

    @Test
    void cancelLeavesTheGuestAtTheSource() throws Exception {
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            Future<Arrival> arrival = ferrying.receive();

            MigrationFailedException gaveUp = catchThrowableOfType(MigrationFailedException.class,
                    () -> migrate(ferrying, precopy(GivingUp.CANCEL), SETTINGS));

            assertThat(gaveUp.code()).isEqualTo(ErrorCode.NOT_CONVERGED);
            assertThat(gaveUp.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
            assertThat(gaveUp).hasMessageContainingAll("does not converge", "ferry.precopy.on-timeout");
            Ferrying.awaitWork(ferrying.guest);
            assertThat(ferrying.guest.prove()).as("seed %d", Ferrying.SEED).isEmpty();
            assertThat(
                    catchThrowableOfType(ExecutionException.class, () -> arrival.get(30, TimeUnit.SECONDS)))
                    .hasMessageContaining("what was reserved here is given back");
        }
    }

    @Test
    void forceCopiesTheRestWhileTheGuestIsPaused() throws Exception {
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            MigrationReport report = moves(ferrying, precopy(GivingUp.FORCE), SETTINGS);

            assertThat(report.rounds().getLast().pages()).as("pages of the pause: %s", decisions)
                    .isGreaterThan(ACCEPTED_PAGES);
            assertThat(report.networkFaults()).isZero();
        }
    }

    @Test
    void postcopyPushesTheRest() throws Exception {
        CountingScheduler scheduler = new CountingScheduler();
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            moves(ferrying, precopy(GivingUp.postcopy(scheduler)), SETTINGS);

            assertThat(scheduler.owedPages).as("pages owed: %s", decisions).isBetween(ACCEPTED_PAGES + 1,
                    PAGES / 2);
        }
    }

    @Test
    void aGuestThatIsSlowedConverges() throws Exception {
        Convergence convergence = new Convergence(
                new DowntimeRamp(Duration.ofMillis(5), Duration.ofMillis(50), 3), 30, Duration.ZERO);
        Precopy precopy = new Precopy(convergence, new StunSteps(80, 19, 99, 50), AdaptiveBandwidth.OFF,
                GivingUp.CANCEL);
        try (Ferrying ferrying = guest(3_000)) {
            moves(ferrying, precopy, SETTINGS);

            assertThat(decisions).anyMatch(decision -> decision.contains("kept from running"));
            // Nothing of the stun is left, neither there nor here.
            Ferrying.awaitWork(ferrying.arrived());
        }
    }

    @Test
    void roundsKeepToTheBandwidthThatTheStrategySetsAndTheUserAllows() throws Exception {
        List<Round> rounds = new ArrayList<>();
        MigrationStrategy limited = session -> {
            session.limitBandwidth(4 << 20);
            rounds.add(session.send(session.dirty()));
            session.limitBandwidth(1 << 30);
            rounds.add(session.send(session.dirty()));
            session.limitBandwidth(0);
            session.switchOver(Residue.COPY);
            session.complete();
        };
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            moves(ferrying, limited, SETTINGS.withRoundPeek(Duration.ZERO));

            // A frame is let go at once where none went before; a round here has some twenty at least.
            assertThat(rounds.get(0).bytesPerSecond()).isLessThan(1.1 * (4 << 20));
            assertThat(rounds.get(1).bytesPerSecond()).isLessThan(1.1 * (8 << 20));
        }
    }

    @Test
    void aRoundLeavesOutPagesThatAreDirtyAgain() throws Exception {
        List<Round> rounds = new ArrayList<>();
        MigrationStrategy oneRound = session -> {
            rounds.add(session.send(session.dirty()));
            session.switchOver(Residue.COPY);
            session.complete();
        };
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            moves(ferrying, oneRound, SETTINGS.withRoundPeek(Duration.ofNanos(1)));
        }
        try (Ferrying ferrying = guest(STEPS_PER_SECOND)) {
            moves(ferrying, oneRound, SETTINGS.withRoundPeek(Duration.ZERO));
        }

        assertThat(rounds.get(0).pages()).as("of %d", PAGES).isLessThan(PAGES);
        assertThat(rounds.get(1).pages()).isEqualTo(PAGES);
    }

    private static Precopy precopy(GivingUp givingUp) {
        return new Precopy(CONVERGENCE, StunSteps.OFF, AdaptiveBandwidth.OFF, givingUp);
    }

    private static Ferrying guest(long stepsPerSecond) {
        return new Ferrying(new InMemoryTransport(), "b", new SoftwareGuestPlatform(), PAGES, stepsPerSecond);
    }

    private MigrationReport migrate(Ferrying ferrying, MigrationStrategy strategy, EngineSettings settings) {
        return ferrying.source(strategy).settings(settings).listener(new MigrationListener() {
            @Override
            public void onDecision(String decision) {
                decisions.add(decision);
            }
        }).build().migrate();
    }

    private MigrationReport moves(Ferrying ferrying, MigrationStrategy strategy, EngineSettings settings)
            throws Exception {
        Future<Arrival> arrival = ferrying.receive();
        MigrationReport report = migrate(ferrying, strategy, settings);
        arrival.get(30, TimeUnit.SECONDS);
        Ferrying.awaitWork(ferrying.arrived());
        assertThat(ferrying.arrived().prove()).as("seed %d, %s", Ferrying.SEED, decisions).isEmpty();
        return report;
    }

    /** Bubbling that remembers how much it was given. */
    private static final class CountingScheduler implements PushScheduler {

        private final PushScheduler bubbling = new Bubbling();
        private volatile long owedPages;

        @Override
        public void begin(PageSet owed) {
            owedPages = Math.max(owedPages, owed.size());
            bubbling.begin(owed);
        }

        @Override
        public void onNetworkFault(long page) {
            bubbling.onNetworkFault(page);
        }

        @Override
        public @Nullable PageRun next(long maxPages) {
            return bubbling.next(maxPages);
        }
    }
}
