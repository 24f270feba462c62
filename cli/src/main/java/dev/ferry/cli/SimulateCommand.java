package dev.ferry.cli;

import dev.ferry.simulator.fleet.FleetScenario;
import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Experiment;
import dev.ferry.simulator.paper.Experiments;
import dev.ferry.simulator.scenario.BuiltInScenarios;
import dev.ferry.simulator.scenario.Scenario;
import dev.ferry.simulator.scenario.ScenarioKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry simulate}: migrations in virtual time. */
@Command(name = "simulate", description = "Moves simulated guests over simulated links in virtual time, by the same strategies and push orders as real "
        + "ones: a scenario of yours or one that ships with Ferry, or the tables of papers beside what these measured. "
        + "The same each time, on any machine. Ctrl-C ends it after the migration under way, with what is done so far.")
final class SimulateCommand implements Callable<Integer> {

    private static final String LIST = "list";
    /** Until a migration that is being simulated is over. */
    private static final Duration TIME_TO_END = Duration.ofMinutes(1);

    @Mixin
    private SimulateOptions options = new SimulateOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Mixin
    private PageFile html = new PageFile();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;
    private final List<Experiment> experiments;

    SimulateCommand(StopSignal stopSignal) {
        this(stopSignal, Experiments.all());
    }

    /** The same with other tables. */
    SimulateCommand(StopSignal stopSignal, List<Experiment> experiments) {
        this.stopSignal = stopSignal;
        this.experiments = experiments;
    }

    @Override
    public Integer call() throws IOException {
        return HeapLimit.explain(this::run);
    }

    private int run() throws IOException {
        json.check();
        html.check(json);
        Optional<String> scenario = options.scenario();
        json.output().ifPresent(report -> scenario.ifPresent(
                file -> report.requireOther("--scenario", Path.of(file))));
        ExitCode exit = scenario.isPresent() ? simulate(scenario.get()) : reproduce(options.tables());
        spec.commandLine().getOut().flush();
        return exit.code();
    }

    private ExitCode simulate(String nameOrFile) throws IOException {
        if (nameOrFile.equals(LIST)) {
            list(BuiltInScenarios.names(), name -> name, BuiltInScenarios::title);
            String fleet = FleetScenario.builtInTitle();
            return list(List.of(ScenarioKind.FLEET_NAME), name -> name, _ -> fleet);
        }
        if (ScenarioKind.of(nameOrFile) == ScenarioKind.FLEET) {
            return simulateFleet(nameOrFile);
        }
        PrintWriter out = spec.commandLine().getOut();
        Scenario scenario = Scenario.read(nameOrFile, options.settings());
        out.println("Scenario " + scenario.name()
                + (scenario.title().isEmpty() ? "" : ": " + scenario.title()) + ".");
        out.println("Guest: " + scenario.guest() + ".");
        out.println("Comparing " + scenario.ways().size() + " candidates, " + scenario.conditions() + ".");
        BooleanSupplier stops = stopSignal.asked(TIME_TO_END);
        Comparison comparison = new ScenarioSeries(scenario, html.isWanted(), out, stops).run();
        out.println();
        out.print(ComparisonTable.of(comparison));
        out.flush();
        json.write(comparison.toJson());
        html.write(page -> ComparisonPage.write(comparison, "ferry simulate", page));
        return stops.getAsBoolean() ? ExitCode.INTERRUPTED : comparison.exit();
    }

    private ExitCode simulateFleet(String nameOrFile) throws IOException {
        if (html.isWanted()) {
            throw new IllegalArgumentException("--html goes with migrations of one guest, not with a fleet");
        }
        BooleanSupplier stops = stopSignal.asked(TIME_TO_END);
        FleetSeries series = new FleetSeries(FleetScenario.read(nameOrFile, options.settings()),
                spec.commandLine().getOut(), stops);
        json.write(FleetSeries.toJson(series.run()));
        return stops.getAsBoolean() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    private ExitCode reproduce(List<String> names) throws IOException {
        if (names.equals(List.of(LIST))) {
            return list(experiments, Experiment::name, Experiment::title);
        }
        BooleanSupplier stops = stopSignal.asked(TIME_TO_END);
        List<Evaluation> evaluations = new EvaluationSeries(EvaluationSeries.choose(names, experiments),
                spec.commandLine().getOut(), stops).run();
        json.write(EvaluationData.toJson(evaluations));
        html.write(page -> EvaluationPage.write(evaluations, page));
        return stops.getAsBoolean() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }

    private <T> ExitCode list(List<T> all, Function<T, String> name, Function<T, String> title) {
        if (!all.isEmpty()) {
            spec.commandLine().getOut()
                    .print(Table.of(
                            all.stream().map(one -> List.of(name.apply(one), title.apply(one))).toList()));
        }
        return ExitCode.OK;
    }
}
