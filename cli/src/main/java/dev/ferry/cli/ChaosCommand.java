package dev.ferry.cli;

import dev.ferry.cli.ChaosCount.Violation;
import dev.ferry.engine.compose.Plugins;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry chaos}: whole migrations under faults, each drawn from a seed. */
@Command(name = "chaos", description = "Migrates small guests within this process over links that break as seeds say, "
        + "compares their memory byte for byte, and watches that a guest never runs at both ends. "
        + "Goes through all strategies, schedulers and transports where none is named. "
        + "Ctrl-C ends it after the seeds under way.")
final class ChaosCommand implements Callable<Integer> {

    private static final int AT_ONCE = 8;
    private static final Set<String> NOT_REPLAYED = Set.of("--seeds", "--seed", "--json");
    private static final Set<String> FLAGS_NOT_REPLAYED = Set.of("--plan", "--verbose");
    /** What the seeds under way may take. */
    private static final Duration STOP_PATIENCE = Duration.ofMinutes(3);

    @Option(names = "--plan", description = "Only print what each seed would do.")
    private boolean planOnly;

    @Mixin
    private ChaosOptions options = new ChaosOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Mixin
    private CommonOptions common = new CommonOptions();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    ChaosCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        json.check();
        int seeds = options.seeds();
        Map<String, String> settings = common.settings(Map.of());
        Plugins plugins = Plugins.discover();
        PrintWriter remarks = planOnly ? new PrintWriter(Writer.nullWriter()) : out();
        ChaosPlanner planner = options.planner(plugins, settings, remarks);
        if (planOnly) {
            for (long seed = options.firstSeed(); seed < options.firstSeed() + seeds; seed++) {
                out().println("seed " + seed + ": " + planner.plan(seed));
            }
            return ExitCode.OK.code();
        }
        return run(planner, seeds);
    }

    private int run(ChaosPlanner planner, int seeds)
            throws IOException, InterruptedException {
        ChaosProgress progress = new ChaosProgress(out(), seeds, common.verbose());
        ChaosSeries series = new ChaosSeries(planner, this::replay, progress::over);
        series.check();
        stopSignal.onStop(() -> {
            series.stop();
            return STOP_PATIENCE;
        });
        ChaosCount count;
        try (QuietEngine _ = new QuietEngine()) {
            count = series.run(options.firstSeed(), seeds, options.listensAtOneAddress() ? 1 : AT_ONCE);
        }
        progress.end();
        json.write(count.toJson());
        print(count);
        if (series.stopped()) {
            return ExitCode.INTERRUPTED.code();
        }
        return (count.violations().isEmpty() ? ExitCode.OK : ExitCode.WRONG).code();
    }

    private void print(ChaosCount count) {
        for (Violation violation : count.violations()) {
            out().println("VIOLATION, seed " + violation.seed() + ": " + String.join("; ", violation.what()));
            out().println("  plan: " + violation.plan());
            out().println("  struck: " + String.join(" | ", violation.faults()));
            out().println("  again: " + violation.replay());
        }
        out().println(count.sentence());
    }

    /** The same command for one seed. */
    private String replay(long seed) {
        List<String> arguments = new ArrayList<>(
                List.of("ferry", "chaos", "--seeds", "1", "--seed", Long.toString(seed)));
        Iterator<String> given = spec.commandLine().getParseResult().originalArgs().stream()
                .dropWhile(argument -> !argument.equals(spec.name())).skip(1).iterator();
        while (given.hasNext()) {
            String argument = given.next();
            if (NOT_REPLAYED.contains(argument)) {
                given.next();
            } else if (!FLAGS_NOT_REPLAYED.contains(argument)
                    && NOT_REPLAYED.stream().noneMatch(option -> argument.startsWith(option + "="))) {
                arguments.add(argument);
            }
        }
        return String.join(" ", arguments);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
