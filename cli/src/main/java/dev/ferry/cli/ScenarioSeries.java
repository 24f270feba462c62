package dev.ferry.cli;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.simulator.scenario.Observer;
import dev.ferry.simulator.scenario.Outcome;
import dev.ferry.simulator.scenario.Scenario;
import dev.ferry.simulator.scenario.ScenarioRun;
import dev.ferry.simulator.scenario.ScenarioWay;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The migrations of a scenario, one after the other, of which it tells while they are simulated. */
final class ScenarioSeries implements Observer {

    private final Scenario scenario;
    private final boolean draws;
    private final PrintWriter out;
    /** One for each migration that has begun, where they are to be drawn. */
    private final List<MigrationTrace> traces = new ArrayList<>();
    private int begun;
    private final BooleanSupplier stops;

    /**
     * Simulates nothing yet.
     *
     * @param draws whether traces of migrations are kept, to be drawn
     * @param out is told of each migration
     * @param stops whether no more migrations are to begin
     */
    ScenarioSeries(Scenario scenario, boolean draws, PrintWriter out, BooleanSupplier stops) {
        this.scenario = scenario;
        this.draws = draws;
        this.out = out;
        this.stops = stops;
    }

    /** What came of it, or of as much as was begun before it was stopped. */
    Comparison run() {
        List<Outcome> outcomes = ScenarioRun.run(scenario, this);
        return new Comparison(scenario.guest().toString(), scenario.conditions(),
                scenario.ways().stream().map(way -> result(way, outcomes)).toList());
    }

    private CandidateResult result(ScenarioWay way, List<Outcome> outcomes) {
        List<ComparedRun> runs = IntStream.range(0, outcomes.size())
                .filter(index -> outcomes.get(index).way().equals(way))
                .mapToObj(index -> compared(outcomes.get(index), draws ? traces.get(index) : null)).toList();
        return new CandidateResult(new Candidate(way.name(), way.settings()), runs);
    }

    private static ComparedRun compared(Outcome outcome, @Nullable MigrationTrace trace) {
        return outcome.failure() == null
                ? new ComparedRun(outcome.report(), outcome.degradationPercent(), false, null, ExitCode.OK,
                        trace)
                : ComparedRun.failed(outcome.failure());
    }

    @Override
    public boolean stops() {
        return stops.getAsBoolean();
    }

    @Override
    public MigrationListener begins(ScenarioWay way, int repetition, LongSupplier nanos) {
        begun++;
        out.print(String.format(Locale.ROOT, "  [%d/%d] %s: ", begun, scenario.migrations(), way.name()));
        out.flush();
        if (!draws) {
            return MigrationListener.NONE;
        }
        MigrationTrace trace = new MigrationTrace(scenario.guest().geometry(), scenario.migrations());
        traces.add(trace);
        return trace.bothEnds(nanos);
    }

    @Override
    public void ended(Outcome outcome) {
        ComparedRun run = compared(outcome, null);
        out.println(run.failure() != null
                ? run.failure()
                : "total " + Metric.TOTAL.format(Metric.TOTAL.of(run)) + " ms, downtime "
                        + Metric.DOWNTIME.format(Metric.DOWNTIME.of(run)) + " ms");
    }
}
