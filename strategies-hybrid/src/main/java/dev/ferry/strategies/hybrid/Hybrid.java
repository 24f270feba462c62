package dev.ferry.strategies.hybrid;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import java.util.List;

/**
 * Hybrid (Hines et al. 2009, section 3.1): some rounds of pre-copy, most often one, then post-copy of the pages that are
 * dirty. What the guest seldom writes is there when it arrives and costs it no fault; what it writes all the time
 * crosses at most once more.
 */
public final class Hybrid implements MigrationStrategy {

    private final int rounds;
    private final PushScheduler scheduler;

    /** One round, then post-copy in the order of {@code scheduler}, which it has for itself. */
    public Hybrid(PushScheduler scheduler) {
        this(1, scheduler);
    }

    /** So many rounds, at least one, then post-copy. */
    public Hybrid(int rounds, PushScheduler scheduler) {
        if (rounds < 1) {
            throw new IllegalArgumentException(rounds + " rounds: at least 1, or it is post-copy");
        }
        this.rounds = rounds;
        this.scheduler = scheduler;
    }

    @Override
    public void migrate(SourceSession session) {
        for (int round = 0; round < rounds; round++) {
            session.send(session.dirty());
        }
        session.push(session.switchOver(Residue.OWE), scheduler);
        session.complete();
    }

    /** Finds {@link Hybrid} as {@code hybrid}. */
    public static final class Provider implements MigrationStrategy.Provider {

        /** One, as in the paper: it brings nearly all pages; each further one only those written since. */
        private static final Setting<Long> ROUNDS = Setting.number("ferry.hybrid.rounds", 1, 1, 1000,
                "Rounds of pre-copy before the guest moves.");

        @Override
        public String name() {
            return "hybrid";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(ROUNDS, PushScheduler.CHOICE);
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return new Hybrid(settings.get(ROUNDS).intValue(),
                    settings.create(PushScheduler.Provider.class, PushScheduler.CHOICE));
        }
    }
}
