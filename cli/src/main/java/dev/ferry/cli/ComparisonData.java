package dev.ferry.cli;

import dev.ferry.api.event.Delivery;
import dev.ferry.engine.report.MigrationReport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the script of a page draws, as JSON. Times are in milliseconds since the migration began.
 *
 * @param deliveries the names that the numbers of {@link Pages#how} stand for
 * @param candidates one for each candidate
 */
record ComparisonData(List<Delivery> deliveries, List<Drawn> candidates) {

    private static final double NANOS = 1e6;
    private static final int LAST_MOMENT = 0xFFFF;

    /** A candidate by its typical migration; only its name where none came to its end. */
    record Drawn(String name, @Nullable Phases phases, double total, List<Double> roundEnds,
            List<List<Number>> faults, @Nullable Pages pages) {}

    /** How long they took, in milliseconds. */
    record Phases(double preparation, double downtime, double resume) {}

    /**
     * The pages of a guest.
     *
     * @param count how many it has
     * @param perSample every how many-th is drawn
     * @param spanMillis from the start of the migration to the last page
     * @param how for each page drawn a byte, the number of its delivery, 255 where it was not sent; in Base64
     * @param when for each page drawn two bytes, the lower first, when it came, as a part of the span; in Base64
     */
    record Pages(long count, long perSample, double spanMillis, byte[] how, byte[] when) {}

    /** The data of a comparison, to stand in an element of a page. */
    static String of(Comparison comparison) {
        ComparisonData data = new ComparisonData(Arrays.asList(Delivery.values()),
                comparison.results().stream().map(ComparisonData::drawn).toList());
        return Html.escapeJson(Json.of(data));
    }

    private static Drawn drawn(CandidateResult result) {
        String name = result.candidate().name();
        return result.typical().map(run -> drawn(name, run))
                .orElseGet(() -> new Drawn(name, null, 0, List.of(), List.of(), null));
    }

    private static Drawn drawn(String name, ComparedRun run) {
        MigrationReport report = Objects.requireNonNull(run.report());
        MigrationTrace trace = Objects.requireNonNull(run.trace());
        Phases phases = new Phases(millis(report.preparationTimeNanos()), millis(report.downtimeNanos()),
                millis(report.resumeTimeNanos()));
        List<Double> roundEnds = trace.roundEndNanos().stream().map(nanos -> nanos / NANOS).toList();
        List<List<Number>> faults = trace.faults().points().stream()
                .map(point -> List.<Number>of(point.micros() / 1e3, point.faults())).toList();
        return new Drawn(name, phases, millis(report.totalTimeNanos()), roundEnds, faults,
                pages(trace.pages()));
    }

    private static double millis(@Nullable Long nanos) {
        return nanos == null ? 0 : nanos / NANOS;
    }

    private static Pages pages(PageTrace trace) {
        int[] micros = trace.micros();
        int span = Math.max(1, Arrays.stream(micros).max().orElse(1));
        ByteBuffer when = ByteBuffer.allocate(2 * micros.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int moment : micros) {
            when.putShort((short) ((long) moment * LAST_MOMENT / span));
        }
        return new Pages(trace.pageCount(), trace.pagesPerSample(), span / 1e3, trace.deliveries(),
                when.array());
    }
}
