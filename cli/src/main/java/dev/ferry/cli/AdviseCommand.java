package dev.ferry.cli;

import dev.ferry.simulator.advice.Advisor;
import dev.ferry.simulator.advice.Assessment;
import dev.ferry.simulator.advice.Question;
import dev.ferry.simulator.scenario.Observer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry advise}: which way to move a guest. */
@Command(name = "advise", description = "Simulates how a guest like yours is moved in each of several ways, and ranks them by what counts for you, "
        + "each with the figures that decided. Nothing is moved. Ctrl-C ends it after the migration under way, with what is done so far.")
final class AdviseCommand implements Callable<Integer> {

    /** Until a migration that is being simulated is over. */
    private static final Duration TIME_TO_END = Duration.ofMinutes(1);

    @Mixin
    private AdviseOptions options = new AdviseOptions();
    @Mixin
    private ReportFile json = new ReportFile();
    @Spec
    private CommandSpec spec;

    private final StopSignal stopSignal;

    AdviseCommand(StopSignal stopSignal) {
        this.stopSignal = stopSignal;
    }

    @Override
    public Integer call() throws IOException {
        return HeapLimit.explain(this::run);
    }

    private int run() throws IOException {
        json.check();
        json.output().ifPresent(report -> options.trace().ifPresent(
                trace -> report.requireOther("--trace", trace)));
        PrintWriter out = spec.commandLine().getOut();
        Question question = options.question();
        out.print(AdviceText.heading(question));
        out.flush();
        BooleanSupplier stops = stopSignal.asked(TIME_TO_END);
        List<Assessment> advice = Advisor.advise(question, new Observer() {
            @Override
            public boolean stops() {
                return stops.getAsBoolean();
            }
        });
        out.print(AdviceText.of(question, advice));
        out.flush();
        json.write(AdviceData.toJson(question, advice));
        return exit(stops.getAsBoolean(), advice).code();
    }

    private static ExitCode exit(boolean stopped, List<Assessment> advice) {
        if (stopped) {
            return ExitCode.INTERRUPTED;
        }
        return advice.stream().allMatch(one -> one.outcome().report() == null)
                ? ExitCode.FAILED
                : ExitCode.OK;
    }
}
