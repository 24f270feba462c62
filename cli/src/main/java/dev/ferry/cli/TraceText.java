package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.simulator.trace.TraceHeader;
import dev.ferry.simulator.trace.TraceSummary;
import dev.ferry.simulator.trace.WindowFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what a trace comes to, for people. */
final class TraceText {

    private static final String NONE = "-";

    private TraceText() {}

    /** Some lines, and a table of distinct pages by span of time. */
    static String of(Path file, TraceSummary summary) throws IOException {
        TraceHeader header = summary.header();
        List<String> lines = new ArrayList<>(List.of(
                "Trace " + file + ": " + Quantities.formatBytes(Files.size(file)) + ", "
                        + (header.accessesKnown() ? "writes and reads." : "writes; reads are not known."),
                "Memory: " + Quantities.formatBytes(header.pageCount() * header.pageSizeBytes()) + ", "
                        + pages(header.pageCount()) + " of "
                        + Quantities.formatBytes(header.pageSizeBytes()) + ".",
                String.format(Locale.ROOT, "Time: %,d intervals of %s, together %s.", summary.intervals(),
                        Quantities.formatDuration(Duration.ofNanos(header.intervalNanos())),
                        Quantities.formatNanos(summary.elapsedNanos())),
                "Dirty rate: " + Rates.perSecond(summary.dirtyBytesPerSecond())
                        + ", a page counted once in each interval in which it was written."));
        if (header.workKnown()) {
            lines.add(String.format(Locale.ROOT, "Work: %,d steps.", summary.work()));
        }
        String end = System.lineSeparator();
        return String.join(end, lines) + end + end + Table.ofFigures(rows(summary));
    }

    private static String pages(long count) {
        return String.format(Locale.ROOT, "%,d pages", count);
    }

    private static List<List<String>> rows(TraceSummary summary) {
        boolean accesses = summary.header().accessesKnown();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("distinct pages in", "spans", "working set, median", "most",
                "writable working set, median", "most"));
        for (WindowFigures window : summary.windows()) {
            rows.add(List.of(Quantities.formatDuration(window.length()),
                    String.format(Locale.ROOT, "%,d", window.count()),
                    cell(accesses && window.count() > 0, summary, window.touchedMedian()),
                    cell(accesses && window.count() > 0, summary, window.touchedMax()),
                    cell(window.count() > 0, summary, window.dirtiedMedian()),
                    cell(window.count() > 0, summary, window.dirtiedMax())));
        }
        rows.add(List.of("all of it", "1", NONE, cell(accesses, summary, summary.touchedPages()), NONE,
                cell(true, summary, summary.dirtiedPages())));
        return rows;
    }

    private static String cell(boolean known, TraceSummary summary, long pages) {
        return known
                ? String.format(Locale.ROOT, "%,d (%s)", pages,
                        Quantities.formatBytes(pages * summary.header().pageSizeBytes()))
                : NONE;
    }
}
