package dev.ferry.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One page for a browser. All that it needs is in it, the library that draws as well; it is well-formed XML besides.
 */
final class HtmlPage {

    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");

    private HtmlPage() {}

    /**
     * Writes a page; the writer stays open.
     *
     * @param name of its template and its script
     * @param title what it is about, as HTML
     * @param command who made it
     * @param slots what stands in the slots of its template, as HTML
     * @param data what its script draws, as {@link Html#escapeJson} leaves it
     */
    static void write(String name, String title, String command, Map<String, String> slots, String data,
            Writer page) throws IOException {
        Map<String, String> frame = new HashMap<>();
        frame.put("title", title);
        frame.put("command", command);
        frame.put("content", fill(resource(name + ".html"), slots));
        frame.put("data", data);
        frame.put("style", resource("page.css"));
        frame.put("chart", chartLibrary());
        frame.put("licence", resource("chart/LICENSE.md"));
        frame.put("common", resource("common.js"));
        frame.put("script", resource(name + ".js"));
        page.write(fill(resource("page.html"), frame));
    }

    private static String fill(String template, Map<String, String> slots) {
        return SLOT.matcher(template).replaceAll(
                slot -> Matcher
                        .quoteReplacement(Objects.requireNonNull(slots.get(slot.group(1)), slot.group())));
    }

    /** Without the comment that names a file beside it, which is not there. */
    private static String chartLibrary() {
        return resource("chart/chart.umd.min.js").replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static String resource(String name) {
        try (InputStream found = HtmlPage.class.getResourceAsStream("page/" + name)) {
            return new String(Objects.requireNonNull(found, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
