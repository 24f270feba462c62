package dev.ferry.cli;

import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.engine.compose.Plugins;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is compared, and how often. */
final class CompareOptions {

    /** Each idea once; what is not found is left out. */
    private static final List<String> DEFAULT_CANDIDATES = List.of("stop-and-copy", "precopy",
            "postcopy:demand", "postcopy:push", "postcopy:bubbling", "hybrid:bubbling");
    /** What is kept of them must fit into a small heap. */
    private static final int MAX_MIGRATIONS = 600;

    @Option(names = "--candidates", split = ",", paramLabel = "NAME[:SCHEDULER]", description = "What to compare, e.g. precopy,postcopy:push,postcopy:bubbling. "
            + "Default: stop-and-copy, precopy, hybrid, and postcopy with demand, push and bubbling.")
    private List<String> candidates = List.of();

    @Option(names = "--run", paramLabel = "CANDIDATE", description = "One more, with settings of its own, e.g. \"postcopy:bubbling ferry.scheduler.bubbling.pivots=1\". "
            + "May be given several times.")
    private List<String> runs = List.of();

    @Option(names = "--repeat", paramLabel = "NUMBER", defaultValue = "1", description = "Migrations of each; figures are medians. Default: ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(names = "--bandwidth", paramLabel = "RATE", description = "Limit of the bulk data (ferry.bandwidth), e.g. 125MB. Default: unlimited.")
    private @Nullable String bandwidth;

    CompareOptions() {}

    int repeat() {
        if (repeat < 1) {
            throw new IllegalArgumentException("--repeat '" + repeat + "': allowed is a number from 1 on");
        }
        return repeat;
    }

    /** What was given for all candidates, by key. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        if (bandwidth != null) {
            settings.put("ferry.bandwidth", bandwidth);
        }
        return settings;
    }

    /** What to compare, in order; fails where one cannot be, before anything runs. */
    List<Candidate> candidates(Plugins plugins, Map<String, String> common) {
        List<String> wanted = Stream.concat(candidates.stream(), runs.stream()).toList();
        Set<Candidate> chosen = new LinkedHashSet<>();
        (wanted.isEmpty() ? defaults(plugins) : wanted).forEach(text -> {
            if (!chosen.add(Candidate.parse(text))) {
                throw new IllegalArgumentException("candidate '" + text + "' is there twice");
            }
        });
        if ((long) chosen.size() * repeat() > MAX_MIGRATIONS) {
            throw new IllegalArgumentException("--repeat '" + repeat + "' of " + chosen.size()
                    + " candidates: allowed are at most " + MAX_MIGRATIONS + " migrations in all");
        }
        chosen.forEach(candidate -> candidate.check(plugins, common));
        return List.copyOf(chosen);
    }

    private static List<String> defaults(Plugins plugins) {
        List<String> strategies = plugins.names(MigrationStrategy.Provider.class);
        List<String> schedulers = plugins.names(PushScheduler.Provider.class);
        List<String> found = new ArrayList<>();
        for (String text : DEFAULT_CANDIDATES) {
            String[] names = text.split(":");
            if (strategies.contains(names[0]) && (names.length == 1 || schedulers.contains(names[1]))) {
                found.add(text);
            }
        }
        return found;
    }
}
