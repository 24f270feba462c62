package dev.ferry.cli;

import dev.ferry.api.FerryException;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.compose.CandidateName;
import dev.ferry.engine.compose.Composition;
import dev.ferry.engine.compose.FerryModule;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One way to move a guest, as it is compared with others.
 *
 * @param name what it is called: as it is written, {@code STRATEGY[:SCHEDULER] [KEY=VALUE ...]}, with keys cut short
 * @param settings what it sets, by key
 */
record Candidate(String name, Map<String, String> settings) {

    /** Where its destination listens, by transport. */
    private static final Map<String, String> ADDRESSES = new TreeMap<>(
            Map.of("inmemory", "ferry-compare", "tcp", "127.0.0.1:0"));

    /** Reads a candidate; whether there are such parts is not looked at. */
    static Candidate parse(String text) {
        CandidateName parsed = CandidateName.parse(text);
        return new Candidate(parsed.name(), parsed.settings());
    }

    /**
     * Looks whether it can be composed, and throws that away.
     *
     * @param common what all candidates set, by key
     * @throws IllegalArgumentException where it cannot, naming the candidate and what is allowed
     */
    void check(Plugins plugins, Map<String, String> common) {
        try {
            if (!ADDRESSES.containsKey(transport(common))) {
                throw wrong(name, "ferry.transport = '" + transport(common) + "': allowed is one of "
                        + String.join(", ", ADDRESSES.keySet()));
            }
            compose(common);
        } catch (FerryException explained) {
            throw wrong(name, explained.getMessage());
        }
        String strategy = settings.get(FerryModule.STRATEGY.key());
        if (settings.containsKey(PushScheduler.CHOICE.key()) && !pushes(plugins, strategy)) {
            throw wrong(name, "strategy " + strategy + " takes no scheduler");
        }
    }

    private static boolean pushes(Plugins plugins, String strategy) {
        return plugins.find(MigrationStrategy.Provider.class, strategy).settings().stream()
                .anyMatch(setting -> setting.key().equals(PushScheduler.CHOICE.key()));
    }

    /** The same with further settings, by the same name. */
    Candidate with(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(further);
        return new Candidate(name, all);
    }

    /** A new composition, for one migration. */
    Composition compose(Map<String, String> common) {
        return Composition.of(layered(common));
    }

    /** Whether it must be seen which pages the guest uses. */
    boolean watches(Map<String, String> common) {
        EngineSettings engine = EngineSettings.of(layered(common));
        return engine.order().watches() || engine.recording().file().isPresent();
    }

    /** Where its destination listens, in its transport's spelling. */
    String address(Map<String, String> common) {
        return Objects.requireNonNull(ADDRESSES.get(transport(common)), name);
    }

    private String transport(Map<String, String> common) {
        return layered(common).get(FerryModule.TRANSPORT);
    }

    /** All settings of its migrations. */
    LayeredSettings layered(Map<String, String> common) {
        Map<String, String> all = new TreeMap<>(common);
        all.putAll(settings);
        return CommonOptions.read(all);
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException("candidate '" + text + "': " + why);
    }
}
