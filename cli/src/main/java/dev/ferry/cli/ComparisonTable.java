package dev.ferry.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A comparison as text: first what it costs in time, then what is sent and asked for. Each part fits a terminal. */
final class ComparisonTable {

    private static final Set<Metric> TIMES = EnumSet.range(Metric.PREPARATION, Metric.DEGRADATION);
    private static final Set<Metric> PAGES = EnumSet.complementOf(EnumSet.copyOf(TIMES));

    private ComparisonTable() {}

    /** The table, with what needs to be said besides. */
    static String of(Comparison comparison) {
        return Table.ofFigures(rows(comparison, TIMES, true)) + System.lineSeparator()
                + Table.ofFigures(rows(comparison, PAGES, false))
                + comparison.remarks().stream().map(remark -> System.lineSeparator() + remark)
                        .collect(Collectors.joining())
                + (comparison.remarks().isEmpty() ? "" : System.lineSeparator());
    }

    private static List<List<String>> rows(Comparison comparison, Set<Metric> metrics, boolean verified) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", metrics.stream().map(Metric::heading).toList(),
                verified ? comparison.verdictHeading() : ""));
        for (CandidateResult result : comparison.results()) {
            rows.add(row(result.candidate().name(), metrics.stream().map(result::cell).toList(),
                    verified ? result.verified() : ""));
        }
        return rows;
    }

    private static List<String> row(String first, List<String> cells, String last) {
        List<String> row = new ArrayList<>(cells);
        row.addFirst(first);
        row.add(last);
        return row;
    }
}
