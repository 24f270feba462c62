package dev.ferry.cli;

import dev.ferry.cli.PressureResult.Move;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures that a scenario shows of each strategy. */
enum PressureMetric {
    TRIGGER("trigger at, s", 1, result -> seconds(move(result).triggerNanos())), //
    TOTAL("migration, s", 2, result -> seconds(move(result).report().totalTimeNanos())), //
    EVICTION("eviction, s", 2, result -> seconds(move(result).report().evictionTimeNanos())), //
    DOWNTIME("downtime, ms", 1, result -> 1e3 * seconds(move(result).report().downtimeNanos())), //
    BYTES("on the wire, MB", 1, result -> move(result).report().bytesOnWire() / 1e6), //
    REFERENCES("cold references", 0, result -> (double) move(result).report().coldReferences()), //
    WHILE_MOVING("pages/s while moving", 0, PressureResult::pagesPerSecondWhileMoving), //
    SINCE_TRIGGER("pages/s since the trigger", 0, PressureResult::pagesPerSecondSinceTrigger), //
    RECOVERY("recovered after, s", 1, result -> seconds(result.recoveryNanos()));

    private final String heading;
    private final int decimals;
    private final Function<PressureResult, @Nullable Double> figure;

    PressureMetric(String heading, int decimals, Function<PressureResult, @Nullable Double> figure) {
        this.heading = heading;
        this.decimals = decimals;
        this.figure = figure;
    }

    private static Move move(PressureResult result) {
        return result.moves().getFirst();
    }

    private static @Nullable Double seconds(@Nullable Long nanos) {
        return nanos == null ? null : (Double) (nanos / 1e9);
    }

    /** What it is called, with its unit. */
    String heading() {
        return heading;
    }

    /** The figure for people; a dash where there is none. */
    String cell(PressureResult result) {
        Double value = result.moves().isEmpty() ? null : figure.apply(result);
        return value == null ? "-" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
