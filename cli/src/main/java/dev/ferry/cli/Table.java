package dev.ferry.cli;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays rows out in columns. */
final class Table {

    private Table() {}

    /** Lines in which all cells of a column begin below each other; rows are equally long. */
    static String of(List<List<String>> rows) {
        return of(rows, (cell, width) -> cell + " ".repeat(width - cell.length()));
    }

    /** The same for figures: in all columns but the first, cells end below each other. */
    static String ofFigures(List<List<String>> rows) {
        return of(rows, (cell, width) -> " ".repeat(width - cell.length()) + cell);
    }

    private static String of(List<List<String>> rows, BiFunction<String, Integer, String> align) {
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .mapToObj(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toList();
        return rows.stream().map(row -> line(row, widths, align)).collect(Collectors.joining());
    }

    private static String line(List<String> row, List<Integer> widths,
            BiFunction<String, Integer, String> align) {
        String first = row.getFirst() + " ".repeat(widths.getFirst() - row.getFirst().length());
        String others = IntStream.range(1, row.size())
                .mapToObj(column -> "  " + align.apply(row.get(column), widths.get(column)))
                .collect(Collectors.joining());
        return (first + others).stripTrailing() + System.lineSeparator();
    }
}
