package dev.ferry.cli;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.advice.Assessment;
import dev.ferry.simulator.advice.Question;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Advice as programs read it. Component names are the keys of the JSON.
 *
 * @param guest who is moved, for people
 * @param link over what, for people
 * @param pageSizeBytes of the model
 * @param priority what counts first
 * @param downtimeLimitNanos null for none
 * @param advice the best way first
 */
record AdviceData(String guest, String link, int pageSizeBytes, String priority,
        @Nullable Long downtimeLimitNanos, List<Ranked> advice) {

    /**
     * A way.
     *
     * @param rank 1 for the best
     * @param withinLimit whether the guest stands still no longer than it may
     * @param degradationPercent work that it does not do because it is moved
     * @param report its figures; null where it failed
     */
    record Ranked(int rank, String name, Map<String, String> settings, boolean withinLimit, String reason,
            List<String> explanations, @Nullable Double degradationPercent,
            @Nullable MigrationReport report) {}

    static String toJson(Question question, List<Assessment> advice) {
        List<Ranked> ranked = IntStream.range(0, advice.size())
                .mapToObj(index -> ranked(index + 1, advice.get(index))).toList();
        AdviceData data = new AdviceData(question.scenario().guest().toString(),
                question.scenario().link().toString(),
                question.scenario().guest().geometry().pageSizeBytes(), question.priority().spelling(),
                question.downtimeLimit().map(limit -> (Long) limit.toNanos()).orElse(null), ranked);
        return Json.indented(data);
    }

    private static Ranked ranked(int rank, Assessment one) {
        return new Ranked(rank, one.outcome().way().name(), one.outcome().way().settings(),
                one.withinLimit(), one.reason(), one.explanations(), one.outcome().degradationPercent(),
                one.outcome().report());
    }
}
