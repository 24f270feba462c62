package dev.ferry.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Writes what comes from outside into a page. */
final class Html {

    private Html() {}

    /** Text that means itself, in an element or an attribute. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().map(Html::allowed).forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }

    /** Sentences as a list; nothing where there is none. */
    static String remarks(List<String> sentences) {
        return sentences.isEmpty()
                ? ""
                : sentences.stream().map(sentence -> "<li>" + escape(sentence) + "</li>")
                        .collect(Collectors.joining("\n", "<ul class=\"remarks\">\n", "\n</ul>"));
    }

    /** A table of text: the first row is the heading, as the first cell of each is. */
    static String table(List<List<String>> rows) {
        return "<table>\n<thead>\n" + row(rows.getFirst(), "th scope=\"col\"", "th") + "</thead>\n<tbody>\n"
                + rows.stream().skip(1).map(row -> row(row, "td", "td")).collect(Collectors.joining())
                + "</tbody>\n</table>";
    }

    private static String row(List<String> cells, String start, String end) {
        return cells.stream().skip(1).map(cell -> "<" + start + ">" + escape(cell) + "</" + end + ">")
                .collect(Collectors.joining("", "<tr><th>" + escape(cells.getFirst()) + "</th>", "</tr>\n"));
    }

    /** Characters that no page may hold become the one that says so. */
    private static int allowed(int character) {
        boolean control = character < ' ' && character != '\t' && character != '\n' && character != '\r';
        boolean none = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE
                || character == 0xFFFE || character == 0xFFFF;
        return control || none ? 0xFFFD : character;
    }

    /** JSON that ends no script and opens no element, and means the same. */
    static String escapeJson(String json) {
        return json.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e");
    }
}
