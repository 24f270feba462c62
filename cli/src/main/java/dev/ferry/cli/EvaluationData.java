package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a paper beside ours, as programs read it.
 *
 * @param plots curves, as they are drawn
 */
record EvaluationData(String name, String title, String source, List<Number> figures, List<Claim> claims,
        List<Parameter> parameters, List<Plot> plots) {

    /**
     * A figure.
     *
     * @param error in percentage points for shares, else in percent; null where the paper has no number
     */
    record Number(String row, String column, String unit, @Nullable Double paper, double simulated,
            @Nullable Double halfWidth, @Nullable Double error) {}

    static EvaluationData of(Evaluation evaluation) {
        return new EvaluationData(evaluation.name(), evaluation.title(), evaluation.source(),
                evaluation.figures().stream().map(EvaluationData::number).toList(), evaluation.claims(),
                evaluation.parameters(), evaluation.plots());
    }

    private static Number number(Figure figure) {
        return new Number(figure.row(), figure.column(), figure.unit(), figure.paper(), figure.simulated(),
                figure.halfWidth(), figure.error());
    }

    /** All of it, as a JSON array. */
    static String toJson(List<Evaluation> evaluations) {
        return Json.indented(evaluations.stream().map(EvaluationData::of).toList());
    }

    /** The curves of all of them, to stand in an element of a page. */
    static String plots(List<Evaluation> evaluations) {
        return Html.escapeJson(Json.of(evaluations.stream().map(Evaluation::plots).toList()));
    }
}
