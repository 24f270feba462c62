package dev.ferry.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Runs a scenario with one strategy after the other, each with new guests. */
final class PressureScenario {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final PressurePlan plan;
    private final PrintWriter out;
    private boolean stopped;
    private @Nullable PressureRun underWay;

    /** Runs nothing yet; {@code out} is told of each strategy. */
    PressureScenario(PressurePlan plan, PrintWriter out) {
        this.plan = plan;
        this.out = out;
    }

    /** Returns what was done once all are through, one has failed, or it was stopped. */
    PressureReport run(List<String> strategies) {
        List<PressureResult> results = new ArrayList<>();
        PressureReport nothingYet = new PressureReport(plan, results);
        out.println(nothingYet.guests());
        out.println(nothingYet.conditions());
        try {
            Hosts.of(plan.kind(), Optional.of(plan.leastBytes()), plan.settings(strategies.getFirst()))
                    .rehearse();
            for (String strategy : strategies) {
                if (results.stream().anyMatch(result -> result.exit() != ExitCode.OK)) {
                    break;
                }
                out.println(
                        "  [" + (results.size() + 1) + "/" + strategies.size() + "] " + strategy + " ...");
                out.flush();
                results.add(begun(new PressureRun(plan, strategy, out)).run());
            }
        } catch (CancellationException stop) {
            out.println("  stopped");
        }
        return new PressureReport(plan, results);
    }

    private synchronized PressureRun begun(PressureRun run) {
        if (stopped) {
            throw new CancellationException("stopped");
        }
        underWay = run;
        return run;
    }

    /** Ends what is under way, and begins no more; returns how long the end may take. Any thread. */
    synchronized Duration stop() {
        stopped = true;
        if (underWay != null) {
            underWay.stop();
        }
        return STOP_PATIENCE;
    }

    synchronized boolean stopped() {
        return stopped;
    }
}
