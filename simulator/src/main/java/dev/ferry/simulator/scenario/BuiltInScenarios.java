package dev.ferry.simulator.scenario;

import dev.ferry.api.Setting;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Scenarios that ship with Ferry, to begin with. */
public final class BuiltInScenarios {

    private static final List<String> NAMES = List.of("stress", "web", "database", "build", "stream",
            "100-guests");

    private BuiltInScenarios() {}

    /** What they are called. */
    public static List<String> names() {
        return NAMES;
    }

    /** What one of them is about, in a line. */
    public static String title(String name) {
        try {
            return read(name, Map.of(), ScenarioSettings.ALL).get(ScenarioSettings.TITLE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Reads one that ships with Ferry, of any kind: what it says, and what is said over it, by what it can say. */
    public static ScenarioText read(String name, Map<String, String> over, List<Setting<?>> known)
            throws IOException {
        String resource = "builtin/" + name + ".properties";
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(BuiltInScenarios.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8)) {
            return ScenarioText.builtIn(reader, name, over, known);
        }
    }

    /** The file of a scenario that is none of these. */
    public static Path file(String name) {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("scenario '" + name + "': allowed is a file, or one of "
                    + String.join(", ", NAMES) + ", " + ScenarioKind.FLEET_NAME);
        }
        return file;
    }
}
