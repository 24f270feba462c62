package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ferry.engine.report.MigrationReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a scenario with one strategy. Moments are in nanoseconds since it began.
 *
 * @param strategy how the guest was moved
 * @param samples how the host went on, in order
 * @param moves which guests were moved, and how it went, in the order in which they were chosen; none where all stayed
 * @param failure what went wrong; null where all is well
 * @param exit the code that this ends the command with
 */
record PressureResult(String strategy, List<PressureSample> samples, List<Move> moves,
        @Nullable String failure, @JsonIgnore ExitCode exit) {

    /** What counts as having recovered. */
    private static final double RECOVERED = 0.9;

    /**
     * The migration.
     *
     * @param guest which of the guests, from 0
     * @param triggerNanos when the working sets were over the high watermark
     * @param endNanos when the source had its memory back
     * @param report its figures
     */
    record Move(int guest, long triggerNanos, long endNanos, MigrationReport report) {}

    PressureResult {
        samples = List.copyOf(samples);
        moves = List.copyOf(moves);
    }

    /** What the table says of the guests' memory. */
    String verified() {
        return switch (exit) {
            case OK -> "right";
            case WRONG -> "WRONG";
            default -> "failed";
        };
    }

    /** What needs to be said besides the figures; empty where nothing does. */
    Optional<String> remark() {
        return Optional.ofNullable(failure == null ? leaving() : failure)
                .map(text -> strategy + ": " + text + ".");
    }

    private @Nullable String leaving() {
        return switch (moves.size()) {
            case 0 -> "no guest had to leave";
            case 1 -> null;
            default ->
                moves.size() + " guests had to leave; the figures of a migration are those of the first";
        };
    }

    /** When the first guest was chosen. */
    private long triggerNanos() {
        return moves.getFirst().triggerNanos();
    }

    /** When the source had the memory of the last one back. */
    private long endNanos() {
        return moves.stream().mapToLong(Move::endNanos).max().orElseThrow();
    }

    /** What all guests visited per second while any was moved, on average; null where none was. */
    @JsonProperty
    @Nullable
    Double pagesPerSecondWhileMoving() {
        return moves.isEmpty() ? null : average(triggerNanos(), endNanos());
    }

    /** The same from the trigger to the end of the scenario. */
    @JsonProperty
    @Nullable
    Double pagesPerSecondSinceTrigger() {
        return moves.isEmpty() ? null : average(triggerNanos(), Long.MAX_VALUE);
    }

    private @Nullable Double average(long fromNanos, long toNanos) {
        OptionalDouble average = samples.stream()
                .filter(sample -> sample.nanos() > fromNanos && sample.nanos() <= toNanos)
                .mapToDouble(PressureSample::totalPagesPerSecond).average();
        return average.isPresent() ? (Double) average.getAsDouble() : null;
    }

    /**
     * From the trigger to the first second, once the host had its memory back, in which all guests together visited nine
     * tenths of what they visit in a second at best; null where there was none.
     */
    @JsonProperty
    @Nullable
    Long recoveryNanos() {
        if (moves.isEmpty()) {
            return null;
        }
        double enough = RECOVERED * seconds().mapToDouble(PressureResult::mean).max().orElse(0);
        OptionalLong recovered = seconds().filter(second -> mean(second) >= enough)
                .mapToLong(second -> second.getFirst().nanos()).filter(nanos -> nanos >= endNanos())
                .findFirst();
        return recovered.isPresent() ? (Long) (recovered.getAsLong() - triggerNanos()) : null;
    }

    /** As many samples as a second has, from each sample on. */
    private Stream<List<PressureSample>> seconds() {
        int span = PressureRun.SAMPLES_PER_SECOND;
        return IntStream.rangeClosed(0, samples.size() - span)
                .mapToObj(first -> samples.subList(first, first + span));
    }

    private static double mean(List<PressureSample> several) {
        return several.stream().mapToDouble(PressureSample::totalPagesPerSecond).average().orElse(0);
    }
}
