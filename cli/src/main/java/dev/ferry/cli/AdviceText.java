package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.advice.Assessment;
import dev.ferry.simulator.advice.Priority;
import dev.ferry.simulator.advice.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Advice for people. */
final class AdviceText {

    private static final int REAL_PAGE_BYTES = 4096;
    private static final List<String> HEADINGS = List.of("", "downtime, ms", "total, ms", "eviction, ms",
            "on the wire, MB", "progress lost, %", "");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    private AdviceText() {}

    /** What is asked. */
    static String heading(Question question) {
        MemoryGeometry geometry = question.scenario().guest().geometry();
        StringBuilder text = new StringBuilder();
        text.append("Guest: ").append(question.scenario().guest()).append('.').append(System.lineSeparator());
        text.append("Simulated over ").append(question.scenario().link())
                .append("; what hosts do besides costs what it was measured to cost Ferry.")
                .append(System.lineSeparator());
        if (geometry.pageSizeBytes() > REAL_PAGE_BYTES) {
            text.append("Pages of ").append(Quantities.formatBytes(geometry.pageSizeBytes()))
                    .append(" stand for smaller ones.").append(System.lineSeparator());
        }
        return text.toString();
    }

    /** What is advised. */
    static String of(Question question, List<Assessment> advice) {
        StringBuilder text = new StringBuilder();
        text.append(System.lineSeparator()).append("The best first, by ")
                .append(question.priority().spelling()).append(limit(question)).append(':')
                .append(System.lineSeparator()).append(System.lineSeparator())
                .append(Table.ofFigures(rows(advice))).append(System.lineSeparator());
        for (Assessment one : advice) {
            text.append(sentence(question, one)).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String limit(Question question) {
        return question.downtimeLimit()
                .map(limit -> ", at most " + Quantities.formatDuration(limit) + " of downtime").orElse("");
    }

    private static List<List<String>> rows(List<Assessment> advice) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        IntStream.range(0, advice.size()).forEach(index -> rows.add(row(index + 1, advice.get(index))));
        return rows;
    }

    private static List<String> row(int rank, Assessment one) {
        String name = rank + ". " + one.outcome().way().name();
        MigrationReport report = one.outcome().report();
        if (report == null) {
            return List.of(name, "", "", "", "", "", "fails");
        }
        return List.of(name, millis(report.downtimeNanos(), "%,.2f"),
                millis(report.totalTimeNanos(), "%,.1f"),
                millis(report.evictionTimeNanos(), "%,.1f"),
                number("%,.1f", report.bytesOnWire() / BYTES_PER_MEGABYTE),
                number("%,.1f", Priority.DEGRADATION.of(one.outcome())),
                one.withinLimit() ? "" : "over the limit");
    }

    private static String millis(@Nullable Long nanos, String format) {
        return nanos == null ? Metric.NOT_OBSERVABLE : number(format, nanos / NANOS_PER_MILLI);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value == 0 ? 0.0 : value); // There is no -0.0 for people.
    }

    private static String sentence(Question question, Assessment one) {
        String broken = one.withinLimit() || one.outcome().report() == null
                ? ""
                : "more than " + Quantities.formatDuration(question.downtimeLimit().orElseThrow())
                        + " of downtime: ";
        String said = one.explanations().isEmpty() ? "" : " (" + one.explanations().getLast() + ")";
        return one.outcome().way().name() + ": " + broken + one.reason() + said + ".";
    }
}
