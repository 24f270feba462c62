package dev.ferry.strategies.precopy;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.strategies.precopy.Convergence.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * Iterative pre-copy (Clark et al. 2005): the first round sends every page, each further round the pages dirtied
 * during the one before. Between rounds the guest may be slowed and the bandwidth raised. Once {@link Convergence} says
 * that another round is of no use, the guest is paused and the rest is copied; or, where that would take longer than the
 * user accepts, done what {@link GivingUp} says.
 */
public final class Precopy implements MigrationStrategy {

    private final Convergence convergence;
    private final StunSteps stun;
    private final AdaptiveBandwidth bandwidth;
    private final GivingUp givingUp;

    /** Pre-copy with the default limits. */
    public Precopy() {
        this(Convergence.DEFAULT);
    }

    /** Pre-copy that ends its rounds by the given limits, slows nobody, takes what there is and copies the rest. */
    public Precopy(Convergence convergence) {
        this(convergence, StunSteps.OFF, AdaptiveBandwidth.OFF, GivingUp.FORCE);
    }

    /** Pre-copy with all its means. */
    public Precopy(Convergence convergence, StunSteps stun, AdaptiveBandwidth bandwidth, GivingUp givingUp) {
        this.convergence = convergence;
        this.stun = stun;
        this.bandwidth = bandwidth;
        this.givingUp = givingUp;
    }

    @Override
    public void migrate(SourceSession session) {
        StunSteps steps = possibleSteps(session);
        Rounds rounds = Rounds.none(session.geometry());
        Verdict verdict;
        do {
            limitBandwidth(session, bandwidth.limitAfter(rounds));
            rounds = rounds.plus(session.send(session.dirty()));
            verdict = convergence.judge(rounds, steps.hasMoreAfter(rounds));
            if (verdict == Verdict.GO_ON) {
                slowDown(session, steps, rounds);
            }
        } while (verdict == Verdict.GO_ON);
        limitBandwidth(session, bandwidth.maxBytesPerSecond());
        handOver(session, verdict, rounds);
        session.complete();
    }

    /** None for a guest that cannot be slowed, which is nothing to fail for. */
    private StunSteps possibleSteps(SourceSession session) {
        if (stun.isOn() && !session.stun(0)) {
            session.explain("this guest cannot be slowed: pre-copy goes on without (ferry.precopy.stun)");
            return StunSteps.OFF;
        }
        return stun;
    }

    private void limitBandwidth(SourceSession session, long bytesPerSecond) {
        if (bandwidth.isOn()) {
            session.limitBandwidth(bytesPerSecond);
        }
    }

    private static void slowDown(SourceSession session, StunSteps steps, Rounds rounds) {
        int percent = steps.percentAfter(rounds);
        if (percent > steps.percentAfter(rounds.withoutLast())) {
            session.stun(percent);
            session.explain(
                    "rounds do not shrink: the guest is kept from running " + percent + " % of its time");
        }
    }

    private void handOver(SourceSession session, Verdict verdict, Rounds rounds) {
        String why = String.format(Locale.ROOT, "%s after round %d, %d pages dirty", verdict.sentence(),
                rounds.count(), rounds.all().getLast().dirtyPages());
        session.explain(why);
        if (verdict.isAccepted()) {
            session.switchOver(Residue.COPY);
        } else {
            givingUp.handOver(session, why);
        }
    }

    /** Finds {@link Precopy} as {@code precopy}. */
    public static final class Provider implements MigrationStrategy.Provider {

        @Override
        public String name() {
            return "precopy";
        }

        @Override
        public List<Setting<?>> settings() {
            return PrecopySettings.ALL;
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return PrecopySettings.precopy(settings);
        }
    }
}
