package dev.ferry.cli;

import dev.ferry.simulator.scenario.ScenarioSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is simulated. */
final class SimulateOptions {

    @Option(names = "--scenario", paramLabel = "NAME|FILE", description = "Simulate migrations that a properties file describes, or one that ships with Ferry; list prints those.")
    private @Nullable String scenario;

    @Option(names = "--table", split = ",", paramLabel = "NAME", description = "Reproduce tables and figures of papers, all of them or these; list prints what there is.")
    private List<String> tables = List.of();

    @Option(names = "--candidates", split = ",", paramLabel = "NAME[:SCHEDULER]", description = "In place of the scenario's: what to compare, e.g. precopy,postcopy:push,postcopy:bubbling.")
    private List<String> candidates = List.of();

    @Option(names = "--run", paramLabel = "CANDIDATE", description = "One more, with settings of its own, e.g. \"postcopy:bubbling ferry.scheduler.bubbling.pivots=1\". "
            + "May be given several times.")
    private List<String> runs = List.of();

    @Option(names = "--repeat", paramLabel = "NUMBER", description = "In place of the scenario's repetitions: migrations of each, each with another seed.")
    private @Nullable String repeat;

    @Option(names = {"-D",
            "--set"}, paramLabel = "KEY=VALUE", description = "A setting over those of the scenario, e.g. guest.memory=8GiB or ferry.precopy.downtime-limit=30ms.")
    private final Map<String, String> set = new TreeMap<>();

    /** Looked at where errors are explained. */
    @Option(names = "--verbose", description = "Print the stack trace of an error.")
    private boolean verbose;

    SimulateOptions() {}

    /** The scenario to simulate; empty where it is tables. */
    Optional<String> scenario() {
        if ((scenario == null) == tables.isEmpty()) {
            throw new IllegalArgumentException("say either --scenario NAME|FILE or --table NAME,...");
        }
        return Optional.ofNullable(scenario);
    }

    /** The tables to reproduce, by name. */
    List<String> tables() {
        if (!set.isEmpty() || !candidates.isEmpty() || !runs.isEmpty() || repeat != null) {
            throw new IllegalArgumentException(
                    "--set, --candidates, --run and --repeat go with --scenario: tables are what they are");
        }
        return tables;
    }

    /** What is set over the scenario, by key. */
    Map<String, String> settings() {
        Map<String, String> all = new TreeMap<>(set);
        List<String> wanted = new ArrayList<>(candidates);
        wanted.addAll(runs);
        if (!wanted.isEmpty()) {
            all.put(ScenarioSettings.CANDIDATES.key(), String.join(",", wanted));
        }
        if (repeat != null) {
            all.put(ScenarioSettings.REPETITIONS.key(), repeat);
        }
        return all;
    }
}
