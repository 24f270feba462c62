package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.testkit.strategy.ScriptedSession;
import dev.ferry.testkit.strategy.ScriptedSession.Complete;
import dev.ferry.testkit.strategy.ScriptedSession.LimitBandwidth;
import dev.ferry.testkit.strategy.ScriptedSession.Push;
import dev.ferry.testkit.strategy.ScriptedSession.Send;
import dev.ferry.testkit.strategy.ScriptedSession.Stun;
import dev.ferry.testkit.strategy.ScriptedSession.SwitchOver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of a guest of 1000 pages, each of which takes a millisecond to send. */
class PrecopyTest {

    private static final int PAGE_SIZE_BYTES = 4096;
    private static final long[] ENDLESS = {1000, 1000, 1000, 1000};

    @Test
    void resendsPagesDirtiedDuringARoundUntilTheRestFitsIntoTheDowntimeLimit() {
        ScriptedSession session = session(200, 40, 10);

        new Precopy(convergence(30)).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(200), new Send(40),
                new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void copiesTheRestInThePauseOnceTheRoundsDoNotShrink() {
        ScriptedSession session = session(500, 500, 500, 500);

        new Precopy(convergence(30)).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(500), new Send(500),
                new Send(500), new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void copiesTheRestInThePauseAtTheCapOnRounds() {
        ScriptedSession session = session(900, 800);

        new Precopy(convergence(2)).migrate(session);

        assertThat(session.verbs()).containsExactly(new Send(1000), new Send(900),
                new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void leavesTheGuestAtTheSourceWhereItIsToCancel() {
        ScriptedSession session = session(ENDLESS);

        assertThatThrownBy(() -> precopy(StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.CANCEL)
                .migrate(session)).isInstanceOfSatisfying(FerryException.class,
                        gaveUp -> assertThat(gaveUp.code()).isEqualTo(ErrorCode.NOT_CONVERGED))
                .hasMessageContainingAll("does not converge", "1000 pages dirty",
                        "ferry.precopy.on-timeout", "ferry.precopy.max-downtime");

        assertThat(session.verbs()).hasOnlyElementsOfType(Send.class);
    }

    @Test
    void pushesTheRestWhereItIsToGoOnInPostcopy() {
        ScriptedSession session = session(ENDLESS);
        PushScheduler scheduler = new NoScheduler();

        precopy(StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.postcopy(scheduler)).migrate(session);

        assertThat(session.verbs()).endsWith(new SwitchOver(Residue.OWE), new Push(1000, scheduler),
                new Complete());
    }

    @Test
    void doesNotGiveUpWhereItConverges() {
        ScriptedSession session = session(200, 40, 10);

        precopy(StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.CANCEL).migrate(session);

        assertThat(session.verbs()).endsWith(new SwitchOver(Residue.COPY), new Complete());
    }

    @Test
    void slowsTheGuestInStepsUntilRoundsShrink() {
        ScriptedSession session = session(1000, 1000, 1000, 1000, 400, 100, 10);

        precopy(StunSteps.QEMU, AdaptiveBandwidth.OFF, GivingUp.CANCEL).migrate(session);

        assertThat(session.verbs()).containsExactly(new Stun(0), new Send(1000), new Send(1000),
                new Stun(20), new Send(1000), new Send(1000), new Stun(30), new Send(1000), new Send(400),
                new Send(100), new SwitchOver(Residue.COPY), new Complete());
        assertThat(session.decisions()).anyMatch(decision -> decision.contains("20 %"));
    }

    @Test
    void goesOnWithoutStunWhereTheGuestCannotBeSlowed() {
        ScriptedSession session = session(ENDLESS).withoutStun();

        precopy(StunSteps.QEMU, AdaptiveBandwidth.OFF, GivingUp.FORCE).migrate(session);

        assertThat(session.verbs()).filteredOn(Stun.class::isInstance).containsExactly(new Stun(0));
        assertThat(session.decisions()).anyMatch(decision -> decision.contains("cannot be slowed"));
    }

    @Test
    void raisesTheBandwidthWithTheDirtyRateAndTakesAllOfItInThePause() {
        ScriptedSession session = session(200, 10);
        AdaptiveBandwidth bandwidth = new AdaptiveBandwidth(100_000, 50, 0);

        precopy(StunSteps.OFF, bandwidth, GivingUp.FORCE).migrate(session);

        // 200 pages in the second of the first round.
        assertThat(session.verbs()).containsExactly(new LimitBandwidth(100_000), new Send(1000),
                new LimitBandwidth(200 * PAGE_SIZE_BYTES + 50), new Send(200), new LimitBandwidth(0),
                new SwitchOver(Residue.COPY), new Complete());
    }

    private static Precopy precopy(StunSteps stun, AdaptiveBandwidth bandwidth, GivingUp givingUp) {
        return new Precopy(convergence(30), stun, bandwidth, givingUp);
    }

    private static Convergence convergence(int maxRounds) {
        return new Convergence(new DowntimeRamp(Duration.ofMillis(10), Duration.ofMillis(20), 3), maxRounds,
                Duration.ZERO);
    }

    /** Rounds that leave so many pages dirty. */
    private static ScriptedSession session(long... dirtyPages) {
        List<Round> rounds = new ArrayList<>();
        long pages = 1000;
        for (long dirty : dirtyPages) {
            rounds.add(
                    new Round(rounds.size() + 1, pages, pages * PAGE_SIZE_BYTES, pages * 1_000_000, dirty));
            pages = dirty;
        }
        return new ScriptedSession(MemoryGeometry.flat(PAGE_SIZE_BYTES, 1000), rounds.toArray(Round[]::new));
    }

    private static final class NoScheduler implements PushScheduler {

        @Override
        public void begin(PageSet owed) {}

        @Override
        public PageRun next(long maxPages) {
            throw new AssertionError("a scripted session asks no scheduler");
        }
    }
}
