package dev.ferry.simulator.scenario;

import dev.ferry.api.FerryException;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.compose.CandidateName;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import dev.ferry.simulator.migration.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A way in which a scenario moves its guest.
 *
 * @param name what it is called: as it is written, with keys cut short
 * @param settings what it sets itself, by key
 * @param layered those, over what the scenario sets for all, over the system's
 */
public record ScenarioWay(String name, Map<String, String> settings, LayeredSettings layered) {

    /** Its parts, made anew for each migration. */
    public Way parts() {
        return Way.of(name, layered);
    }

    /** The candidates of a scenario. */
    public static List<ScenarioWay> several(ScenarioText text) {
        Plugins plugins = Plugins.discover();
        text.engineSettings(plugins, Map.of());
        return several(List.of(text.get(ScenarioSettings.CANDIDATES).split(",", -1)),
                own -> text.engineSettings(plugins, own));
    }

    /**
     * Ways as people write them; all are composed once.
     *
     * @param written {@code STRATEGY[:SCHEDULER] [KEY=VALUE ...]} each
     * @param common what is set for all, by key
     * @throws FerryException where a setting or a plugin is wrong, naming the candidate
     * @throws IllegalArgumentException where a candidate cannot be read, or is there twice
     */
    public static List<ScenarioWay> several(List<String> written, Map<String, String> common) {
        Plugins plugins = Plugins.discover();
        return several(written, own -> {
            Map<String, String> all = new TreeMap<>(common);
            all.putAll(own);
            return LayeredSettings.read(plugins, all, System.getenv(), Path.of("ferry.properties"));
        });
    }

    private static List<ScenarioWay> several(List<String> written,
            Function<Map<String, String>, LayeredSettings> settings) {
        List<ScenarioWay> ways = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String one : written) {
            CandidateName parsed = CandidateName.parse(one);
            if (!names.add(parsed.name())) {
                throw new IllegalArgumentException("candidate '" + parsed.name() + "' is there twice");
            }
            ways.add(of(parsed, settings));
        }
        return ways;
    }

    private static ScenarioWay of(CandidateName parsed,
            Function<Map<String, String>, LayeredSettings> settings) {
        try {
            ScenarioWay made = new ScenarioWay(parsed.name(), parsed.settings(),
                    settings.apply(parsed.settings()));
            made.parts();
            return made.requireItsScheduler();
        } catch (FerryException wrong) {
            throw new FerryException(wrong.code(), "candidate '" + parsed.name() + "': " + wrong.getMessage(),
                    wrong);
        }
    }

    private ScenarioWay requireItsScheduler() {
        if (settings.containsKey(PushScheduler.CHOICE.key()) && !layered.wasMade(PushScheduler.CHOICE)) {
            throw new IllegalArgumentException("candidate '" + name + "': strategy "
                    + layered.get(FerryModule.STRATEGY) + " takes no scheduler");
        }
        return this;
    }
}
