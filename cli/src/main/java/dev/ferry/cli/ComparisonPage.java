package dev.ferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A comparison as one page for a browser. All that it needs is in it, the library that draws as well; it is well-formed
 * XML besides.
 */
final class ComparisonPage {

    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    private final Comparison comparison;
    private final Map<String, Supplier<String>> slots;

    private ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
        this.slots = Map.of("ways", this::ways, "guest",
                () -> Html.escape(comparison.guest()), "conditions", this::conditions, "table",
                () -> ComparisonHtmlTable.of(comparison), "remarks", this::remarks, "data",
                () -> ComparisonData.of(comparison), "style", () -> resource("page.css"), "script",
                () -> resource("page.js"), "chart", ComparisonPage::chartLibrary, "licence",
                () -> resource("chart/LICENSE.md"));
    }

    /** Writes the page; the writer stays open. */
    static void write(Comparison comparison, Writer page) throws IOException {
        new ComparisonPage(comparison).write(page);
    }

    private void write(Writer page) throws IOException {
        String template = resource("page.html");
        int written = 0;
        for (MatchResult slot : SLOT.matcher(template).results().toList()) {
            page.write(template, written, slot.start() - written);
            page.write(Objects.requireNonNull(slots.get(slot.group(1))).get());
            written = slot.end();
        }
        page.write(template, written, template.length() - written);
    }

    private String ways() {
        int count = comparison.results().size();
        return count == 1 ? "one way" : count + " ways";
    }

    private String conditions() {
        String conditions = Html.escape(comparison.conditions());
        return conditions.substring(0, 1).toUpperCase(Locale.ROOT) + conditions.substring(1);
    }

    private String remarks() {
        return comparison.remarks().isEmpty()
                ? ""
                : comparison.remarks().stream().map(remark -> "<li>" + Html.escape(remark) + "</li>")
                        .collect(Collectors.joining("\n", "<ul class=\"remarks\">\n", "\n</ul>"));
    }

    /** Without the comment that names a file beside it, which is not there. */
    private static String chartLibrary() {
        return resource("chart/chart.umd.min.js").replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String resource(String name) {
        try (InputStream found = ComparisonPage.class.getResourceAsStream("comparison/" + name)) {
            return new String(Objects.requireNonNull(found, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
