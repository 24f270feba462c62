package dev.ferry.cli;

import dev.ferry.simulator.paper.Evaluation;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of papers beside ours, as a page for a browser. */
final class EvaluationPage {

    private EvaluationPage() {}

    /** Writes the page; the writer stays open. */
    static void write(List<Evaluation> evaluations, Writer page) throws IOException {
        HtmlPage.write("evaluation", "what papers measured, simulated", "ferry simulate",
                Map.of("evaluations", IntStream.range(0, evaluations.size())
                        .mapToObj(index -> section(evaluations.get(index), index))
                        .collect(Collectors.joining("\n"))),
                EvaluationData.plots(evaluations), page);
    }

    private static String section(Evaluation evaluation, int index) {
        return "<section>\n<h2>" + Html.escape(capitalized(evaluation.title())) + "</h2>\n<p>"
                + Html.escape(evaluation.source() + "; made by ferry simulate --table " + evaluation.name())
                + ".</p>\n" + figures(evaluation)
                + "<div class=\"plots\" id=\"plots-" + index + "\"></div>\n"
                + table(EvaluationTable.claims(evaluation), "claims")
                + table(EvaluationTable.parameters(evaluation), "parameters") + "</section>";
    }

    private static String capitalized(String title) {
        return title.isEmpty() ? title : title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private static String figures(Evaluation evaluation) {
        return evaluation.figures().isEmpty()
                ? ""
                : "<div class=\"wide\">\n" + EvaluationHtmlTable.of(evaluation) + "\n</div>\n";
    }

    /** Nothing where there is only a heading. */
    private static String table(List<List<String>> rows, String kind) {
        return rows.size() == 1
                ? ""
                : "<div class=\"wide " + kind + "\">\n" + Html.table(rows) + "\n</div>\n";
    }
}
