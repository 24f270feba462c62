package dev.ferry.strategies.hybrid;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;
import java.util.List;

/**
 * Agile (Deshpande et al., section III): one round over all pages while the guest runs, in which a page that lies on the
 * guest's swap device goes as a reference only; then the guest moves, and the pages dirtied in the round are pushed.
 * Only what is in memory crosses, so that how long the source takes to be free depends on the guest's working set, not
 * on its size. Cold pages stay where they are until the guest touches them.
 */
public final class Agile implements MigrationStrategy {

    private final PushScheduler scheduler;

    /** Pushes what is dirty in the order of {@code scheduler}, which it has for itself. */
    public Agile(PushScheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void migrate(SourceSession session) {
        session.send(session.dirty());
        session.push(session.switchOver(Residue.OWE), scheduler);
        session.complete();
    }

    @Override
    public boolean refersToCold() {
        return true;
    }

    /** Finds {@link Agile} as {@code agile}. */
    public static final class Provider implements MigrationStrategy.Provider {

        @Override
        public String name() {
            return "agile";
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(PushScheduler.CHOICE);
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return new Agile(settings.create(PushScheduler.Provider.class, PushScheduler.CHOICE));
        }
    }
}
