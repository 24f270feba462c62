package dev.ferry.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays rows out in columns. */
final class Table {

    private Table() {}

    /** Lines in which all cells of a column begin below each other; rows are equally long. */
    static String of(List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toList();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, List<Integer> widths) {
        String cells = IntStream.range(0, row.size())
                .mapToObj(
                        column -> row.get(column) + " ".repeat(widths.get(column) - row.get(column).length()))
                .collect(Collectors.joining("  "));
        return cells.stripTrailing() + System.lineSeparator();
    }
}
