package dev.ferry.engine.report;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.BalloonFigures;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lays a report out for people. */
final class ReportText {

    private final StringBuilder text = new StringBuilder();

    private ReportText() {}

    static String of(MigrationReport report) {
        ReportText out = new ReportText();
        out.line("outcome", report.outcome());
        out.line("guest",
                report.guest() + ", " + Quantities.formatBytes(report.memoryBytes()) + " in pages of "
                        + Quantities.formatBytes(report.pageSizeBytes()));
        out.line("strategy", report.scheduler() == null
                ? report.strategy()
                : report.strategy() + ", scheduler " + report.scheduler());
        out.line("transport", report.transport());
        out.line("preparation time", nanos(report.preparationTimeNanos()));
        out.line("downtime", nanos(report.downtimeNanos()));
        out.line("resume time", nanos(report.resumeTimeNanos()));
        out.line("total time", nanos(report.totalTimeNanos()));
        out.line("eviction time", nanos(report.evictionTimeNanos()));
        out.line("pages transferred", String.format(Locale.ROOT, "%,d (%,d zero, %,d duplicate)",
                report.pagesTransferred(), report.zeroPages(), report.duplicatePages()));
        if (report.coldReferences() > 0) {
            out.line("cold references", count(report.coldReferences()));
        }
        out.line("bytes on the wire", Quantities.formatBytes(report.bytesOnWire()) + rate(report));
        out.line("network faults", count(report.networkFaults()));
        out.line("minor faults", count(report.minorFaults()));
        out.line("fault latency", latency(report.faultLatencyNanos()));
        if (report.swapFaults() != null) {
            out.line("swap faults", count(report.swapFaults()));
            out.line("swap fault latency", latency(report.swapFaultLatencyNanos()));
        }
        for (int round = 0; round < report.rounds().size(); round++) {
            out.line("round " + (round + 1), round(report.rounds().get(round)));
        }
        if (report.recoveries() > 0) {
            out.line("recoveries", report.recoveries() + ", " + nanos(report.timeLostNanos())
                    + " without a link");
        }
        if (report.balloon() != null) {
            out.line("balloon", balloon(report.balloon(), report.pageSizeBytes()));
        }
        out.line("memory verified",
                report.verified() == null ? "not compared" : report.verified().toString());
        return out.text.toString();
    }

    private void line(String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, value));
    }

    private static String nanos(@Nullable Long nanos) {
        return nanos == null ? "not observed" : Quantities.formatNanos(nanos);
    }

    private static String count(@Nullable Long count) {
        return count == null ? "not observable" : String.format(Locale.ROOT, "%,d", count);
    }

    private static String rate(MigrationReport report) {
        Long nanos = report.totalTimeNanos();
        return nanos == null
                ? ""
                : String.format(Locale.ROOT, " (%.0f MB/s)", report.bytesOnWire() * 1e3 / Math.max(1, nanos));
    }

    private static String latency(FaultFigures.@Nullable Latency latency) {
        return latency == null
                ? "no fault seen"
                : "p50 " + Quantities.formatNanos(latency.p50()) + ", p99 "
                        + Quantities.formatNanos(latency.p99())
                        + ", max " + Quantities.formatNanos(latency.max());
    }

    private static String balloon(BalloonFigures balloon, int pageSizeBytes) {
        return String.join(", ", Quantities.formatBytes(balloon.sizePages() * pageSizeBytes),
                number(balloon.inflations(), "inflation"), number(balloon.deflations(), "deflation"),
                number(balloon.pressureCalls(), "pressure call"),
                Quantities.formatNanos(balloon.spentNanos()) + " spent");
    }

    private static String number(long count, String name) {
        return String.format(Locale.ROOT, "%,d %s%s", count, name, count == 1 ? "" : "s");
    }

    private static String round(MigrationReport.RoundFigures round) {
        return String.format(Locale.ROOT, "%,d pages, %s in %s, %,d pages dirty at its end", round.pages(),
                Quantities.formatBytes(round.bytes()), Quantities.formatNanos(round.nanos()),
                round.dirtyPages());
    }
}
