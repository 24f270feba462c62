package dev.ferry.cli;

import dev.ferry.engine.report.MigrationReport;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures that a comparison shows of each migration: those of Hines et al. (2009), section 3, and what they add to. */
enum Metric {
    PREPARATION("preparation", "ms", 1, run -> millis(report(run).preparationTimeNanos())), //
    DOWNTIME("downtime", "ms", 2, run -> millis(report(run).downtimeNanos())), //
    RESUME("resume", "ms", 1, run -> millis(report(run).resumeTimeNanos())), //
    TOTAL("total", "ms", 1, run -> millis(report(run).totalTimeNanos())), //
    DEGRADATION("progress lost", "%", 1, ComparedRun::degradationPercent), //
    PAGES("pages", "", 0, run -> number(report(run).pagesTransferred())), //
    DUPLICATES("duplicates", "", 0, run -> number(report(run).duplicatePages())), //
    ZERO_PAGES("zero pages", "", 0, run -> number(report(run).zeroPages())), //
    BYTES("on the wire", "MB", 1, run -> report(run).bytesOnWire() / 1e6), //
    NETWORK_FAULTS("network faults", "", 0, run -> number(report(run).networkFaults())), //
    MINOR_FAULTS("minor faults", "", 0, run -> number(report(run).minorFaults())), //
    COLD_REFERENCES("cold references", "", 0, run -> number(report(run).coldReferences())), //
    SWAP_FAULTS("swap faults", "", 0, run -> number(report(run).swapFaults())), //
    NETWORK_FAULT_PERCENT("of all faults", "%", 1, ComparedRun::networkFaultPercent);

    /** In place of a figure that nobody could see: it is not 0. */
    static final String NOT_OBSERVABLE = "not observable";

    private final String title;
    private final String unit;
    private final int decimals;
    private final Function<ComparedRun, @Nullable Double> figure;

    Metric(String title, String unit, int decimals, Function<ComparedRun, @Nullable Double> figure) {
        this.title = title;
        this.unit = unit;
        this.decimals = decimals;
        this.figure = figure;
    }

    private static MigrationReport report(ComparedRun run) {
        MigrationReport report = run.report();
        if (report == null) {
            throw new IllegalArgumentException("a migration that failed has no figures");
        }
        return report;
    }

    private static @Nullable Double millis(@Nullable Long nanos) {
        return nanos == null ? null : (Double) (nanos / 1e6);
    }

    private static @Nullable Double number(@Nullable Long number) {
        return number == null ? null : (Double) number.doubleValue();
    }

    /** What it is called, with its unit. */
    String heading() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    /** The figure of a migration that came to its end; null where it cannot be observed. */
    @Nullable
    Double of(ComparedRun run) {
        return figure.apply(run);
    }

    /** A figure for people, without its unit. */
    String format(@Nullable Double value) {
        return value == null ? NOT_OBSERVABLE : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
