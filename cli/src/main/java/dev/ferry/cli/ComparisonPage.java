package dev.ferry.cli;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;

/** A comparison as a page for a browser. */
final class ComparisonPage {

    private ComparisonPage() {}

    /** Writes the page; the writer stays open. */
    static void write(Comparison comparison, Writer page) throws IOException {
        write(comparison, "ferry compare", page);
    }

    /** Writes the page that another command makes. */
    static void write(Comparison comparison, String command, Writer page) throws IOException {
        String ways = ways(comparison);
        HtmlPage.write("comparison", "one guest, moved in " + ways, command,
                Map.of("ways", ways, "guest", Html.escape(comparison.guest()), "conditions",
                        conditions(comparison), "table", ComparisonHtmlTable.of(comparison), "remarks",
                        Html.remarks(comparison.remarks())),
                ComparisonData.of(comparison), page);
    }

    private static String ways(Comparison comparison) {
        int count = comparison.results().size();
        return count == 1 ? "one way" : count + " ways";
    }

    private static String conditions(Comparison comparison) {
        String conditions = Html.escape(comparison.conditions());
        return conditions.substring(0, 1).toUpperCase(Locale.ROOT) + conditions.substring(1);
    }
}
