package dev.ferry.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a guest is moved, as the source decides it. */
final class MigrationOptions {

    @Option(names = "--strategy", paramLabel = "NAME", description = "How to move the guest (ferry.strategy): precopy, hybrid, agile, postcopy, stop-and-copy or a plugin's. "
            + "Default: precopy.")
    private @Nullable String strategy;

    @Option(names = "--scheduler", paramLabel = "NAME", description = "The order of active push (ferry.scheduler): demand, push, bubbling or a plugin's. "
            + "Default: bubbling.")
    private @Nullable String scheduler;

    @Option(names = "--order", paramLabel = "ORDER", description = "The order that the scheduler works on (ferry.order): address, or lru for that of last use. "
            + "Default: address.")
    private @Nullable String order;

    @Option(names = "--bandwidth", paramLabel = "RATE", description = "Limit of the bulk data (ferry.bandwidth), e.g. 125MB. Default: unlimited.")
    private @Nullable String bandwidth;

    MigrationOptions() {}

    /** The strategy, where one was given. */
    Optional<String> strategy() {
        return Optional.ofNullable(strategy);
    }

    /** What was given, by key. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        put(settings, "ferry.strategy", strategy);
        put(settings, "ferry.scheduler", scheduler);
        put(settings, "ferry.order", order);
        put(settings, "ferry.bandwidth", bandwidth);
        return settings;
    }

    private static void put(Map<String, String> settings, String key, @Nullable String value) {
        if (value != null) {
            settings.put(key, value);
        }
    }
}
