package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import java.util.List;

/** A table of a paper beside ours, as text. */
final class EvaluationText {

    private EvaluationText() {}

    static String of(Evaluation evaluation) {
        return evaluation.title() + " (" + evaluation.source() + ")" + System.lineSeparator()
                + part(Table.ofFigures(EvaluationTable.figures(evaluation)), evaluation.figures())
                + part(Table.of(EvaluationTable.claims(evaluation)), evaluation.claims())
                + part(Table.of(EvaluationTable.parameters(evaluation)), evaluation.parameters());
    }

    private static String part(String table, List<?> content) {
        return content.isEmpty() ? "" : System.lineSeparator() + table;
    }
}
