package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Experiment;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Tables of papers, one after the other, each printed when it is reproduced. */
final class EvaluationSeries {

    private static final String ALL = "all";

    private final List<Experiment> experiments;
    private final PrintWriter out;
    private final BooleanSupplier stops;

    /** {@code stops} says whether no more is to begin: no table, and nothing that a table tells of. */
    EvaluationSeries(List<Experiment> experiments, PrintWriter out, BooleanSupplier stops) {
        this.experiments = List.copyOf(experiments);
        this.out = out;
        this.stops = stops;
    }

    /** Those that are named, in that order, or all. The beginning of several names stands for these. */
    static List<Experiment> choose(List<String> names, List<Experiment> known) {
        return names.equals(List.of(ALL))
                ? known
                : names.stream().flatMap(name -> find(name, known).stream()).distinct().toList();
    }

    private static List<Experiment> find(String name, List<Experiment> known) {
        List<Experiment> found = known.stream()
                .filter(experiment -> (experiment.name() + "-").startsWith(name + "-")).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("--table '" + name + "': allowed is all, list, or some of "
                    + known.stream().map(Experiment::name).collect(Collectors.joining(", "))
                    + ", or what several of them begin with, such as hines-figures");
        }
        return found;
    }

    /** What came of them, or of those that were done before it was stopped. */
    List<Evaluation> run() {
        List<Evaluation> evaluations = new ArrayList<>();
        try {
            for (Experiment experiment : experiments) {
                evaluations.add(run(experiment));
            }
        } catch (CancellationException stop) {
            out.println("  stopped");
        }
        return evaluations;
    }

    private Evaluation run(Experiment experiment) {
        say(experiment.name() + ": " + experiment.title());
        Evaluation evaluation = experiment.run(sentence -> say("  " + sentence));
        out.println();
        out.println(EvaluationText.of(evaluation));
        out.flush();
        return evaluation;
    }

    /** Tells what begins, unless it is to begin no more. */
    private void say(String sentence) {
        if (stops.getAsBoolean()) {
            throw new CancellationException("stopped");
        }
        out.println(sentence);
        out.flush();
    }
}
