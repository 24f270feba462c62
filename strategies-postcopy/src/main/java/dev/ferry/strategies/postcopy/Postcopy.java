package dev.ferry.strategies.postcopy;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import java.util.List;

/**
 * Post-copy (Hines et al. 2009, section 3.1): the guest moves with its execution state and no memory, and every page
 * follows once, pushed in the order of the scheduler or fetched when the guest faults on it.
 */
public final class Postcopy implements MigrationStrategy {

    private final PushScheduler scheduler;

    /** Post-copy that pushes in the order of {@code scheduler}, which it has for itself. */
    public Postcopy(PushScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void migrate(SourceSession session) {
        session.push(session.switchOver(Residue.OWE), scheduler);
        session.complete();
    }

    /** Finds {@link Postcopy} as {@code postcopy}. */
    public static final class Provider implements MigrationStrategy.Provider {

        @Override
        public String name() {
            return "postcopy";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(PushScheduler.CHOICE);
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return new Postcopy(settings.create(PushScheduler.Provider.class, PushScheduler.CHOICE));
        }
    }
}
