package dev.ferry.simulator.fleet;

import dev.ferry.engine.report.MigrationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a fleet whose guests are moved in one way.
 *
 * @param way in which way
 * @param pressures how often a host came above its high mark, and below it again
 * @param lasting how many hosts were above it at the end
 * @param hostNanosOverHigh how long hosts were above it, all together
 * @param reliefMeanNanos from when a host was seen above it until it was below it again
 * @param reliefMaxNanos the longest of those
 * @param migrations guests that were moved
 * @param refused how often no host had room for a guest
 * @param failed migrations that failed or were given up, and left the guest where it was
 * @param firstFailure why the first of those did, or null where there is none
 * @param bytesOnWire what migrations sent that did not fail
 * @param migrationMeanNanos how long one took
 * @param downtimeMeanNanos how long a guest stood still in one
 * @param downtimeMaxNanos the longest of those
 * @param mostAtOnce how many migrations were under way at a time
 */
public record FleetFigures(String way, long pressures, long lasting, long hostNanosOverHigh,
        long reliefMeanNanos, long reliefMaxNanos, long migrations, long refused, long failed,
        @Nullable String firstFailure, long bytesOnWire,
        long migrationMeanNanos, long downtimeMeanNanos, long downtimeMaxNanos,
        int mostAtOnce) {

    /** Counts while it goes on. */
    static final class Counts {

        private final List<MigrationReport> reports = new ArrayList<>();
        private final List<Long> reliefNanos = new ArrayList<>();
        private long lasting;
        private long unrelievedNanos;
        private long refused;
        private long failed;
        private @Nullable String firstFailure;
        private int underWay;
        private int mostAtOnce;

        Counts() {}

        void relieved(long nanos) {
            reliefNanos.add(nanos);
        }

        void unrelieved(long nanos) {
            lasting++;
            unrelievedNanos += nanos;
        }

        void refused() {
            refused++;
        }

        void begins() {
            underWay++;
            mostAtOnce = Math.max(mostAtOnce, underWay);
        }

        void moved(MigrationReport report) {
            underWay--;
            reports.add(report);
        }

        void failed(RuntimeException failure) {
            underWay--;
            if (failed == 0) {
                firstFailure = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
            }
            failed++;
        }

        int underWay() {
            return underWay;
        }

        FleetFigures figures(String way) {
            List<Long> totals = reports.stream()
                    .map(report -> Objects.requireNonNullElse(report.totalTimeNanos(), 0L)).toList();
            List<Long> downtimes = reports.stream()
                    .map(report -> Objects.requireNonNullElse(report.downtimeNanos(), 0L)).toList();
            return new FleetFigures(way, reliefNanos.size(), lasting, sum(reliefNanos) + unrelievedNanos,
                    mean(reliefNanos), max(reliefNanos), reports.size(), refused, failed, firstFailure,
                    reports.stream().mapToLong(MigrationReport::bytesOnWire).sum(), mean(totals),
                    mean(downtimes), max(downtimes), mostAtOnce);
        }

        private static long sum(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).sum();
        }

        private static long mean(List<Long> values) {
            return values.isEmpty() ? 0 : sum(values) / values.size();
        }

        private static long max(List<Long> values) {
            return values.stream().mapToLong(Long::longValue).max().orElse(0);
        }
    }
}
