package dev.ferry.simulator.scenario;

import dev.ferry.engine.report.MigrationReport;
import org.jspecify.annotations.Nullable;

/**
 * How a migration of a scenario ended.
 *
 * @param way in which way the guest was moved
 * @param repetition which one it is, from 0
 * @param report its figures, or null where it failed
 * @param degradationPercent the work that the guest did less from the start of the migration to its end than the same guest
 *        does in that time when it is left alone; null where it would have done none, or where the migration failed
 * @param failure why it failed, or null where it did not
 */
public record Outcome(ScenarioWay way, int repetition, @Nullable MigrationReport report,
        @Nullable Double degradationPercent, @Nullable RuntimeException failure) {

    Outcome withDegradation(double percent) {
        return new Outcome(way, repetition, report, percent, failure);
    }
}
