package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of what is said of a table of a paper, of text and of pages alike; the first is the heading. */
final class EvaluationTable {

    /** From here on, what is behind the point tells nobody anything. */
    private static final double MANY = 1000;
    private static final double SEVERAL = 100;

    private EvaluationTable() {}

    /** Ours beside the paper's. */
    static List<List<String>> figures(Evaluation evaluation) {
        return Stream.concat(
                Stream.of(List.of("", "paper", "simulated", "95 % interval", "error")),
                evaluation.figures().stream().map(EvaluationTable::row)).toList();
    }

    private static List<String> row(Figure figure) {
        return List.of(figure.row() + ": " + figure.column() + unit(figure), number(figure.paper()),
                number(figure.simulated()), interval(figure), error(figure));
    }

    /** How sure ours is; empty where it is of one run. */
    static String interval(Figure figure) {
        return figure.halfWidth() == null ? "" : "± " + number(figure.halfWidth());
    }

    /** What a figure is counted in, to stand behind its name. */
    static String unit(Figure figure) {
        return figure.unit().isEmpty() ? "" : ", " + figure.unit();
    }

    /** How far ours is from the paper's; empty where that has no number. */
    static String error(Figure figure) {
        Double error = figure.error();
        return error == null
                ? ""
                : String.format(Locale.ROOT, "%+.1f %s", error, figure.unit().equals("%") ? "points" : "%");
    }

    /** A number for people; empty where there is none. */
    static String number(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= MANY ? "%,.0f" : size >= SEVERAL ? "%.1f" : "%.2f", value);
    }

    /** What the paper says of the figures. */
    static List<List<String>> claims(Evaluation evaluation) {
        return Stream.concat(Stream.of(List.of("", "claim", "here")),
                evaluation.claims().stream().map(EvaluationTable::row)).toList();
    }

    private static List<String> row(Claim claim) {
        return List.of(claim.holds() ? "holds" : "DOES NOT HOLD", claim.statement(), claim.evidence());
    }

    /** What the model was told, and why. */
    static List<List<String>> parameters(Evaluation evaluation) {
        return Stream.concat(Stream.of(List.of("parameter", "value", "where it comes from")),
                evaluation.parameters().stream().map(EvaluationTable::row)).toList();
    }

    private static List<String> row(Parameter parameter) {
        return List.of(parameter.name(), parameter.value(), parameter.origin());
    }
}
