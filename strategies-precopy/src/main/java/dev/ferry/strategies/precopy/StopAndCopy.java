package dev.ferry.strategies.precopy;

import dev.ferry.api.Settings;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.SourceSession;

/**
 * Pauses the guest, sends everything, starts it at the destination: downtime is the total. The baseline of every
 * comparison (Hines et al. 2009, section 5.1).
 */
public final class StopAndCopy implements MigrationStrategy {

    @Override
    public void migrate(SourceSession session) {
        session.switchOver(Residue.COPY);
        session.complete();
    }

    /** Finds {@link StopAndCopy} as {@code stop-and-copy}. */
    public static final class Provider implements MigrationStrategy.Provider {

        @Override
        public String name() {
            return "stop-and-copy";
        }

        @Override
        public MigrationStrategy create(Settings settings) {
            return new StopAndCopy();
        }
    }
}
