package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Evaluation.Figure;
import java.util.List;
import java.util.stream.Collectors;

/** The figures of a table of a paper, laid out as they are there: ours, and below each the paper's. */
final class EvaluationHtmlTable {

    private EvaluationHtmlTable() {}

    static String of(Evaluation evaluation) {
        List<Figure> figures = evaluation.figures();
        List<String> columns = figures.stream().map(EvaluationHtmlTable::column).distinct().toList();
        return "<table>\n<thead>\n<tr><th scope=\"col\"></th>"
                + columns.stream().map(column -> "<th scope=\"col\">" + Html.escape(column) + "</th>")
                        .collect(Collectors.joining())
                + "</tr>\n</thead>\n<tbody>\n"
                + figures.stream().map(Figure::row).distinct().map(row -> row(row, columns, figures))
                        .collect(Collectors.joining())
                + "</tbody>\n</table>";
    }

    private static String column(Figure figure) {
        return figure.column() + EvaluationTable.unit(figure);
    }

    private static String row(String name, List<String> columns, List<Figure> figures) {
        return "<tr><th scope=\"row\">" + Html.escape(name) + "</th>"
                + columns.stream()
                        .map(column -> figures.stream()
                                .filter(figure -> figure.row().equals(name) && column(figure).equals(column))
                                .findFirst().map(EvaluationHtmlTable::cell).orElse("<td></td>"))
                        .collect(Collectors.joining())
                + "</tr>\n";
    }

    private static String cell(Figure figure) {
        String paper = figure.paper() == null
                ? ""
                : small("paper " + EvaluationTable.number(figure.paper()) + ", "
                        + EvaluationTable.error(figure));
        return "<td>" + Html.escape(EvaluationTable.number(figure.simulated()))
                + small(EvaluationTable.interval(figure)) + paper + "</td>";
    }

    private static String small(String text) {
        return text.isEmpty() ? "" : "<span class=\"spread\">" + Html.escape(text) + "</span>";
    }
}
