package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of one candidate.
 *
 * @param candidate what was run
 * @param runs how each of its migrations went; none where the comparison ended before
 */
record CandidateResult(Candidate candidate, List<ComparedRun> runs) {

    CandidateResult {
        runs = List.copyOf(runs);
    }

    private List<ComparedRun> completed() {
        return runs.stream().filter(run -> run.report() != null).toList();
    }

    private List<Double> sorted(Metric metric) {
        return completed().stream().map(metric::of).filter(Objects::nonNull).sorted().toList();
    }

    /** The median of a figure over the migrations that have it; null where none has. */
    @Nullable
    Double median(Metric metric) {
        List<Double> figures = sorted(metric);
        if (figures.isEmpty()) {
            return null;
        }
        return (figures.get((figures.size() - 1) / 2) + figures.get(figures.size() / 2)) / 2;
    }

    /** The medians of all figures, by their headings. */
    @JsonProperty
    Map<String, @Nullable Double> medians() {
        Map<String, @Nullable Double> medians = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            medians.put(metric.heading(), median(metric));
        }
        return medians;
    }

    /** A migration to draw: the one whose total time is the median; empty where none came to its end. */
    Optional<ComparedRun> typical() {
        List<ComparedRun> byTotal = completed().stream()
                .sorted(Comparator.comparing(run -> Objects.requireNonNullElse(Metric.TOTAL.of(run), 0.0)))
                .toList();
        return byTotal.isEmpty() ? Optional.empty() : Optional.of(byTotal.get((byTotal.size() - 1) / 2));
    }

    /** What a cell of the table says of a figure. */
    String cell(Metric metric) {
        return completed().isEmpty() ? "-" : metric.format(median(metric));
    }

    /** The smallest and the largest of a figure; empty where they are the same. */
    Optional<String> spread(Metric metric) {
        List<Double> figures = sorted(metric);
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        String least = metric.format(figures.getFirst());
        String most = metric.format(figures.getLast());
        return least.equals(most) ? Optional.empty() : Optional.of(least + " to " + most);
    }

    /** Whether anybody has compared its guest's memory. */
    boolean isProven() {
        return completed().stream().map(ComparedRun::report).filter(Objects::nonNull)
                .anyMatch(report -> report.verified() != null);
    }

    /** What the table says of its guest's memory, or that it was moved where there was none to compare. */
    String verified() {
        if (runs.isEmpty()) {
            return "not run";
        }
        if (failures().isEmpty()) {
            return isProven() ? "right" : "moved";
        }
        return exit() == ExitCode.WRONG ? "WRONG" : "failed";
    }

    /** Why migrations of it failed, each reason once. */
    List<String> failures() {
        return runs.stream().map(ComparedRun::failure).filter(Objects::nonNull)
                .collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors.counting()))
                .entrySet().stream()
                .map(reason -> candidate.name() + ", " + reason.getValue() + " of " + runs.size() + ": "
                        + reason.getKey())
                .toList();
    }

    /** Whether the proof has read pages that its guest never asked for. */
    boolean readAtEnd() {
        return runs.stream().anyMatch(ComparedRun::readAtEnd);
    }

    /** What its worst migration ends the command with. */
    ExitCode exit() {
        return ExitCode.worst(runs.stream().map(ComparedRun::exit));
    }
}
