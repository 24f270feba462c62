package dev.ferry.simulator.migration;

import dev.ferry.api.FerryException;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.CandidateName;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import org.jspecify.annotations.Nullable;

/**
 * How a guest is moved. Serves one migration, as strategies and schedulers do.
 *
 * @param name what it is called
 * @param strategy itself
 * @param scheduler the name of its scheduler, where it has one
 * @param settings sizes of frames, limits, the order that schedulers work on
 */
public record Way(String name, MigrationStrategy strategy, @Nullable String scheduler,
        EngineSettings settings) {

    /** A way of a strategy without a scheduler, by the default settings. */
    public static Way of(String name, MigrationStrategy strategy) {
        return new Way(name, strategy, null, EngineSettings.defaults());
    }

    /**
     * A way by the names of its parts, of which each plugin that is found can be one. What it does not say is as by
     * default, whatever files, variables and properties set.
     *
     * @param text {@code STRATEGY[:SCHEDULER] [KEY=VALUE ...]}, e.g. {@code postcopy:bubbling ferry.push.batch=64KiB}
     * @throws IllegalArgumentException where it cannot be read
     * @throws FerryException where there is no such part or setting, with what is allowed
     */
    public static Way named(String text) {
        CandidateName candidate = CandidateName.parse(text);
        return of(candidate.name(), LayeredSettings.read(Plugins.discover(), candidate.settings()));
    }

    /** A way that settings choose. */
    public static Way of(String name, LayeredSettings settings) {
        MigrationStrategy strategy = settings.create(MigrationStrategy.Provider.class, FerryModule.STRATEGY);
        String scheduler = settings.wasMade(PushScheduler.CHOICE) ? settings.get(PushScheduler.CHOICE) : null;
        return new Way(name, strategy, scheduler, EngineSettings.of(settings));
    }
}
