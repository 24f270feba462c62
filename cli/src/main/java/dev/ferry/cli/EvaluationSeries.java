package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Experiment;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables of papers, one after the other, each printed when it is reproduced. */
final class EvaluationSeries {

    private static final String ALL = "all";

    private final List<Experiment> experiments;
    private final PrintWriter out;
    private volatile boolean stopped;

    EvaluationSeries(List<Experiment> experiments, PrintWriter out) {
        this.experiments = List.copyOf(experiments);
        this.out = out;
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

    /** What came of them, or of those that were begun before it was stopped. */
    List<Evaluation> run() {
        List<Evaluation> evaluations = new ArrayList<>();
        for (Experiment experiment : experiments) {
            if (!stopped) {
                evaluations.add(run(experiment));
            }
        }
        return evaluations;
    }

    private Evaluation run(Experiment experiment) {
        out.println(experiment.name() + ": " + experiment.title());
        Evaluation evaluation = experiment.run(sentence -> {
            out.println("  " + sentence);
            out.flush();
        });
        out.println();
        out.println(EvaluationText.of(evaluation));
        out.flush();
        return evaluation;
    }

    /** Has no more of them begin. Any thread. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }
}
