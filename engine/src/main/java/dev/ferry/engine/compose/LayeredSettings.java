package dev.ferry.engine.compose;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.engine.EngineSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.configuration2.Configuration;
import org.apache.commons.configuration2.MapConfiguration;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.SystemConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;

/**
 * Settings from several places, the first that has a key wins: the program, system properties, environment variables,
 * {@code ferry.properties}. One key has three spellings: {@code ferry.push.batch} in the file,
 * {@code -Dferry.push.batch} and {@code FERRY_PUSH_BATCH}.
 */
public final class LayeredSettings implements Settings {

    private static final String PREFIX = "ferry.";
    private static final String ENVIRONMENT_PREFIX = "FERRY_";

    /** One place that settings come from; {@code origin} says where, for messages. */
    private record Layer(String origin, Configuration values) {}

    private final Plugins plugins;
    private final List<Layer> layers;
    private final Set<String> madeOf = ConcurrentHashMap.newKeySet();

    private LayeredSettings(Plugins plugins, List<Layer> layers) {
        this.plugins = plugins;
        this.layers = layers;
    }

    /**
     * Reads the layers and checks each key in them that is ours.
     *
     * @param plugins what can be chosen, and which keys exist
     * @param program what the program sets, over everything else
     * @param environment the environment variables
     * @param file a properties file, read where it exists
     * @throws FerryException of {@link ErrorCode#INVALID_SETTING} that names the key, the value, what is allowed and
     *         where it was set
     */
    public static LayeredSettings read(Plugins plugins, Map<String, String> program,
            Map<String, String> environment,
            Path file) {
        return read(plugins, program, environment, file, List.of());
    }

    private static LayeredSettings read(Plugins plugins, Map<String, String> program,
            Map<String, String> environment, Path file, Collection<Setting<?>> further) {
        Map<String, Setting<?>> known = known(plugins);
        further.forEach(setting -> known.put(setting.key(), setting));
        List<Layer> layers = new ArrayList<>();
        layers.add(programLayer(program));
        layers.add(new Layer("as a system property", new SystemConfiguration()));
        layers.add(new Layer("as an environment variable", environment(environment, known.keySet())));
        properties(file).ifPresent(values -> layers.add(new Layer("in " + file, values)));
        return checked(plugins, known, layers);
    }

    /** What the program sets, and nothing that lies around: for what has to be the same anywhere. */
    public static LayeredSettings read(Plugins plugins, Map<String, String> program) {
        return checked(plugins, known(plugins), List.of(programLayer(program)));
    }

    private static Layer programLayer(Map<String, String> program) {
        return new Layer("on the command line or by the program", new MapConfiguration(program));
    }

    private static LayeredSettings checked(Plugins plugins, Map<String, Setting<?>> known,
            List<Layer> layers) {
        LayeredSettings settings = new LayeredSettings(plugins, layers);
        settings.checkKeys(known);
        known.values().forEach(settings::get);
        return settings;
    }

    /** What the program sets, over the system's own properties and environment and {@code ferry.properties} here. */
    public static LayeredSettings read(Map<String, String> program) {
        return read(program, List.of());
    }

    /**
     * As {@link #read(Map)}, with settings that no plugin has.
     *
     * @param further what the program itself reads, e.g. of the guests that it makes
     */
    public static LayeredSettings read(Map<String, String> program, Collection<Setting<?>> further) {
        return read(Plugins.discover(), program, System.getenv(), Path.of("ferry.properties"), further);
    }

    private static Map<String, Setting<?>> known(Plugins plugins) {
        Map<String, Setting<?>> known = new TreeMap<>();
        EngineSettings.ALL.forEach(setting -> known.put(setting.key(), setting));
        FerryModule.CHOICES.forEach(setting -> known.put(setting.key(), setting));
        plugins.settings().forEach(setting -> known.put(setting.key(), setting));
        return known;
    }

    private static MapConfiguration environment(Map<String, String> environment, Collection<String> keys) {
        Map<String, String> values = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(ENVIRONMENT_PREFIX)) {
                values.put(keys.stream().filter(key -> variable(key).equals(variable)).findFirst()
                        .orElse(PREFIX + variable.substring(ENVIRONMENT_PREFIX.length())), value);
            }
        });
        return new MapConfiguration(values);
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Optional<Configuration> properties(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        PropertiesConfiguration values = new PropertiesConfiguration();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.read(reader);
        } catch (IOException | ConfigurationException unreadable) {
            throw new FerryException(ErrorCode.INVALID_SETTING, "cannot read settings in " + file + ": "
                    + unreadable.getMessage(), unreadable);
        }
        return Optional.of(values);
    }

    private void checkKeys(Map<String, Setting<?>> known) {
        for (Layer layer : layers) {
            for (Iterator<String> keys = layer.values().getKeys(); keys.hasNext();) {
                String key = keys.next();
                // Who sets it for us means us; elsewhere are keys of others, too.
                boolean ours = layer == layers.getFirst() || key.startsWith(PREFIX);
                if (ours && !known.containsKey(key)) {
                    throw new FerryException(ErrorCode.INVALID_SETTING, "unknown setting " + key + " = '"
                            + layer.values().getString(key) + "', set " + layer.origin() + "; allowed are "
                            + String.join(", ", known.keySet()));
                }
            }
        }
    }

    @Override
    public <T> T get(Setting<T> setting) {
        for (Layer layer : layers) {
            if (layer.values().containsKey(setting.key())) {
                return parse(setting, layer);
            }
        }
        return setting.defaultValue();
    }

    private static <T> T parse(Setting<T> setting, Layer layer) {
        String text = layer.values().getString(setting.key());
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new FerryException(ErrorCode.INVALID_SETTING, setting.key() + " = '" + text + "', set "
                    + layer.origin() + ": allowed is " + setting.allowed(), wrong);
        }
    }

    @Override
    public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
        P provider = provider(kind, choice);
        try {
            T made = provider.create(this);
            madeOf.add(choice.key());
            return made;
        } catch (FerryException explained) {
            throw explained;
        } catch (RuntimeException broken) {
            throw new FerryException(ErrorCode.PLUGIN_FAILED,
                    PluginKind.of(kind).title() + " '" + provider.name()
                            + "' (" + provider.getClass().getName() + ") could not be made: " + broken,
                    broken);
        }
    }

    /** Whether a plugin was made of a choice, by us or by another plugin. */
    public boolean wasMade(Setting<String> choice) {
        return madeOf.contains(choice.key());
    }

    /** The provider that a setting names. */
    <P extends PluginProvider<?>> P provider(Class<P> kind, Setting<String> choice) {
        try {
            return plugins.find(kind, get(choice));
        } catch (FerryException unknown) {
            throw new FerryException(unknown.code(), choice.key() + ", set " + origin(choice) + ": "
                    + unknown.getMessage(), unknown);
        }
    }

    private String origin(Setting<?> setting) {
        return layers.stream().filter(layer -> layer.values().containsKey(setting.key())).map(Layer::origin)
                .findFirst().orElse("by default");
    }
}
