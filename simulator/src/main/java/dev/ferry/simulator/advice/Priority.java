package dev.ferry.simulator.advice;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.scenario.Outcome;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What counts first in a migration; less of it is better. */
public enum Priority {
    /** How long the guest stands still, in nanoseconds. */
    DOWNTIME,
    /** How long the migration takes, in nanoseconds. */
    TOTAL_TIME,
    /** How long it takes until the source's memory is free, in nanoseconds. */
    EVICTION_TIME,
    /** The bytes that cross the link. */
    BYTES,
    /** The part of its work that the guest does not do while it is moved, in percent. */
    DEGRADATION;

    /** The figure of a migration that came to its end. */
    public double of(Outcome outcome) {
        MigrationReport report = Objects.requireNonNull(outcome.report());
        return switch (this) {
            case DOWNTIME -> orNever(report.downtimeNanos());
            case TOTAL_TIME -> orNever(report.totalTimeNanos());
            case EVICTION_TIME -> orNever(report.evictionTimeNanos());
            case BYTES -> report.bytesOnWire();
            case DEGRADATION -> Objects.requireNonNullElse(outcome.degradationPercent(), 0.0);
        };
    }

    private static double orNever(@Nullable Long nanos) {
        return nanos == null ? Double.POSITIVE_INFINITY : nanos;
    }

    /** As users write it. */
    public String spelling() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
