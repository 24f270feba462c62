package dev.ferry.strategies.precopy;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.strategies.precopy.Convergence.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Iterative pre-copy (Clark et al. 2005): the first round sends every page, each further round the pages dirtied
 * during the one before. Once {@link Convergence} says that another round is of no use, the guest is paused and the
 * rest is copied.
 */
public final class Precopy implements MigrationStrategy {

    private final Convergence convergence;

    /** Pre-copy with the default limits. */
    public Precopy() {
        this(Convergence.DEFAULT);
    }

    /** Pre-copy that ends its rounds by the given limits. */
    public Precopy(Convergence convergence) {
        this.convergence = convergence;
    }

    @Override
    public void migrate(SourceSession session) {
        int pageSizeBytes = session.geometry().pageSizeBytes();
        List<Round> rounds = new ArrayList<>();
        Verdict verdict;
        do {
            rounds.add(session.send(session.dirty()));
            verdict = convergence.judge(rounds, pageSizeBytes);
        } while (verdict == Verdict.GO_ON);
        session.explain(verdict.sentence() + " after round " + rounds.size() + ", "
                + rounds.getLast().dirtyPages() + " pages dirty");
        session.switchOver(Residue.COPY);
        session.complete();
    }

    /** Finds {@link Precopy} as {@code precopy}. */
    public static final class Provider implements MigrationStrategy.Provider {

        private static final Setting<Duration> DOWNTIME_LIMIT = Setting.duration(
                "ferry.precopy.downtime-limit",
                Convergence.DEFAULT.downtimeLimit(),
                "Pre-copy ends its rounds once the rest can be sent in this time.");
        private static final Setting<Long> MAX_ROUNDS = Setting.number("ferry.precopy.max-rounds",
                Convergence.DEFAULT.maxRounds(), 1, 10_000, "Pre-copy ends after this many rounds.");
        private static final Setting<Long> NO_CONVERGENCE_ROUNDS = Setting.number(
                "ferry.precopy.no-convergence-rounds", Convergence.DEFAULT.noConvergenceRounds(), 1, 10_000,
                "Pre-copy ends after this many rounds in a row that dirtied as much as they sent.");

        @Override
        public String name() {
            return "precopy";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(DOWNTIME_LIMIT, MAX_ROUNDS, NO_CONVERGENCE_ROUNDS);
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return new Precopy(
                    new Convergence(settings.get(DOWNTIME_LIMIT), settings.get(MAX_ROUNDS).intValue(),
                            settings.get(NO_CONVERGENCE_ROUNDS).intValue()));
        }
    }
}
