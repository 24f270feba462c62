package dev.ferry.cli;

import dev.ferry.api.Setting;
import dev.ferry.engine.compose.LayeredSettings;
import dev.ferry.paging.workingset.WorkingSetSettings;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings as all commands that migrate take them: by key, and the ones that are often set by an option. */
final class CommonOptions {

    @Option(names = {"-D",
            "--set"}, paramLabel = "KEY=VALUE", description = "A setting, e.g. ferry.precopy.downtime-limit=30ms; over ferry.properties, "
                    + "environment variables (FERRY_...) and system properties.")
    private final Map<String, String> set = new TreeMap<>();

    @Option(names = "--transport", paramLabel = "NAME", description = "What carries the bytes (ferry.transport). Default: tcp; chaos takes inmemory or tcp, compare inmemory.")
    private @Nullable String transport;

    @Option(names = "--verbose", description = "Print the stack trace of an error; with chaos, a line for each seed.")
    private boolean verbose;

    CommonOptions() {}

    /** What the arguments set, by key; {@code further} wins over {@code --set}. */
    Map<String, String> settings(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(set);
        if (transport != null) {
            all.put("ferry.transport", transport);
        }
        all.putAll(further);
        return all;
    }

    /** What is set here and elsewhere, for migrations and for guests; fails before anything is started. */
    static LayeredSettings read(Map<String, String> settings) {
        List<Setting<?>> further = new ArrayList<>(SoftwareGuestPlatform.settings());
        further.add(Hosts.SWAP_PATIENCE);
        further.addAll(WorkingSetSettings.ALL);
        return LayeredSettings.read(settings, further);
    }

    boolean verbose() {
        return verbose;
    }
}
