package dev.ferry.simulator.scenario;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.Setting;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.engine.compose.Plugins;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario's file says, and what was said over it. Keys that begin with {@code ferry.} are for the engine and its
 * plugins, who check them.
 */
public final class ScenarioText {

    private static final long MOST_PAGES = 1L << 32;
    private static final String ENGINE_PREFIX = "ferry.";
    private static final String OVER_IT = "on the command line or by the program";

    private record Layer(String origin, Map<String, String> values) {}

    private final List<Setting<?>> known;
    private final List<Layer> layers;
    private final Path file;

    private ScenarioText(List<Setting<?>> known, List<Layer> layers, Path file) {
        this.known = known;
        this.layers = layers;
        this.file = file;
    }

    /**
     * Reads a file, and checks that there are such keys and that each value parses.
     *
     * @param over what is said over it, by key
     * @param known what it can say besides settings of the engine and its plugins
     * @throws FerryException where a setting is wrong, with its key, its value, what is allowed and where it was set
     * @throws IOException where the file cannot be read
     */
    public static ScenarioText read(Path file, Map<String, String> over, List<Setting<?>> known)
            throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return read(reader, file.toString(), file, over, known);
        }
    }

    /** Reads the text of a scenario that ships with Ferry, which sets nothing of the engine but in its candidates. */
    public static ScenarioText builtIn(Reader text, String name, Map<String, String> over,
            List<Setting<?>> known) {
        return read(text, "scenario " + name, Path.of("ferry.properties"), over, known);
    }

    private static ScenarioText read(Reader reader, String origin, Path file, Map<String, String> over,
            List<Setting<?>> known) {
        ScenarioText text = new ScenarioText(List.copyOf(known),
                List.of(new Layer(OVER_IT, new TreeMap<>(over)),
                        new Layer("in " + origin, values(reader, origin))),
                file);
        text.layers.forEach(text::checkKeys);
        known.forEach(text::get);
        return text;
    }

    /** What kind of scenario a file holds; nothing else of it is looked at. */
    static ScenarioKind kindOf(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            Layer layer = new Layer("in " + file, values(reader, file.toString()));
            String text = layer.values().get(ScenarioSettings.KIND.key());
            return text == null ? ScenarioKind.MIGRATION : parse(ScenarioSettings.KIND, text, layer);
        }
    }

    private static Map<String, String> values(Reader file, String origin) {
        PropertiesConfiguration read = new PropertiesConfiguration();
        read.setInterpolator(null); // Values stand for themselves.
        try {
            read.read(file);
        } catch (IOException | ConfigurationException unreadable) {
            throw wrong("cannot read the scenario in " + origin + ": " + unreadable.getMessage(), unreadable);
        }
        Map<String, String> values = new TreeMap<>();
        read.getKeys().forEachRemaining(key -> {
            List<Object> lines = read.getList(key);
            if (lines.size() > 1) {
                throw wrong(key + " is set " + lines.size() + " times in " + origin, null);
            }
            values.put(key, read.getString(key));
        });
        return values;
    }

    private void checkKeys(Layer layer) {
        List<String> keys = known.stream().map(Setting::key).toList();
        layer.values().forEach((key, value) -> {
            if (!key.startsWith(ENGINE_PREFIX) && !keys.contains(key)) {
                throw wrong("unknown setting " + key + " = '" + value + "', set " + layer.origin()
                        + "; allowed are " + String.join(", ", keys) + ", and those of ferry.", null);
            }
        });
    }

    /** What is set, or the default. */
    public <T> T get(Setting<T> setting) {
        for (Layer layer : layers) {
            String text = layer.values().get(setting.key());
            if (text != null) {
                return parse(setting, text, layer);
            }
        }
        return setting.defaultValue();
    }

    private static <T> T parse(Setting<T> setting, String text, Layer layer) {
        try {
            return setting.parser().apply(text);
        } catch (IllegalArgumentException wrong) {
            throw wrong(setting.key() + " = '" + text + "', set " + layer.origin() + ": allowed is "
                    + setting.allowed(), wrong);
        }
    }

    /** A value that parses, and is not allowed beside the others. */
    public FerryException refusal(Setting<?> setting, Object value, String allowed) {
        return wrong(setting.key() + " = '" + value + "', set " + origin(setting) + ": allowed is " + allowed,
                null);
    }

    /** A guest's memory, by the settings of its page size and of its size. */
    public MemoryGeometry geometry(Setting<Long> pageBytes, Setting<Long> memoryBytes) {
        long page = get(pageBytes);
        if (page < ScenarioSettings.SMALLEST_PAGE_BYTES || page > ScenarioSettings.LARGEST_PAGE_BYTES
                || Long.bitCount(page) != 1) {
            throw refusal(pageBytes, page, "a power of two from 4KiB to 1GiB");
        }
        long memory = get(memoryBytes);
        if (memory < page || memory % page != 0 || memory / page > MOST_PAGES) {
            throw refusal(memoryBytes, memory, "a multiple of the page size, " + Quantities.formatBytes(page)
                    + ", at most " + MOST_PAGES + " pages");
        }
        return MemoryGeometry.flat((int) page, memory / page);
    }

    /** Fails where it is of another kind. */
    public void require(ScenarioKind kind) {
        if (get(ScenarioSettings.KIND) != kind) {
            throw refusal(ScenarioSettings.KIND, spelled(get(ScenarioSettings.KIND)), spelled(kind));
        }
    }

    private static String spelled(ScenarioKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Where a setting was set, for messages. */
    String origin(Setting<?> setting) {
        return layers.stream().filter(layer -> layer.values().containsKey(setting.key())).map(Layer::origin)
                .findFirst().orElse("by default");
    }

    /**
     * Reads what is for the engine and its plugins: of the file, over it, and of the system.
     *
     * @param further what is set over all of it, by key
     * @throws FerryException where a setting is wrong
     */
    LayeredSettings engineSettings(Plugins plugins, Map<String, String> further) {
        Map<String, String> program = new TreeMap<>(layers.getFirst().values());
        program.keySet().removeIf(key -> !key.startsWith(ENGINE_PREFIX));
        program.putAll(further);
        return LayeredSettings.read(plugins, program, System.getenv(), file);
    }

    private static FerryException wrong(String message, @Nullable Throwable cause) {
        return new FerryException(ErrorCode.INVALID_SETTING, message, cause);
    }
}
