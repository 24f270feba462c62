package dev.ferry.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The figures of a comparison as a table of a page. */
final class ComparisonHtmlTable {

    private ComparisonHtmlTable() {}

    static String of(Comparison comparison) {
        return "<table>\n<thead>\n<tr><th scope=\"col\">candidate</th>" + heading(comparison.verdictHeading())
                + Arrays.stream(Metric.values()).map(metric -> heading(metric.heading()))
                        .collect(Collectors.joining())
                + "</tr>\n</thead>\n<tbody>\n"
                + comparison.results().stream().map(ComparisonHtmlTable::row).collect(Collectors.joining())
                + "</tbody>\n</table>";
    }

    private static String heading(String text) {
        return "<th scope=\"col\">" + Html.escape(text) + "</th>";
    }

    private static String row(CandidateResult result) {
        String verified = result.exit() == ExitCode.OK ? "" : " class=\"bad\"";
        return "<tr><th scope=\"row\">" + Html.escape(result.candidate().name()) + "</th><td"
                + verified + ">" + Html.escape(result.verified()) + "</td>"
                + Arrays.stream(Metric.values()).map(metric -> cell(result, metric))
                        .collect(Collectors.joining())
                + "</tr>\n";
    }

    private static String cell(CandidateResult result, Metric metric) {
        String absent = result.median(metric) == null ? " class=\"absent\"" : "";
        String spread = result.spread(metric)
                .map(range -> "<span class=\"spread\">" + Html.escape(range) + "</span>").orElse("");
        return "<td" + absent + ">" + Html.escape(result.cell(metric)) + spread + "</td>";
    }
}
