package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ferry.api.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A scenario, or as much of it as was done.
 *
 * @param plan the host and its guests
 * @param results one for each strategy, in order
 */
record PressureReport(@JsonIgnore PressurePlan plan, List<PressureResult> results) {

    PressureReport {
        results = List.copyOf(results);
    }

    /** The guests, for people. */
    @JsonProperty
    String guests() {
        return plan.guests().size() + " guests: " + plan.guests().getFirst() + ".";
    }

    /** What all strategies had in common besides, for people. */
    @JsonProperty
    String conditions() {
        return "The host has " + Quantities.formatBytes(plan.hostBytes())
                + " for all of them; a guest leaves when their working sets are over "
                + Quantities.formatBytes(plan.pressure().highBytes()) + ", so that they come to "
                + Quantities.formatBytes(plan.pressure().lowBytes()) + " at most; migrations "
                + plan.bandwidth() + ".";
    }

    /** The figures, with a strategy in each column; all rows are equally long. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("", PressureResult::strategy));
        rows.add(row("memory", PressureResult::verified));
        for (PressureMetric metric : PressureMetric.values()) {
            rows.add(row(metric.heading(), metric::cell));
        }
        return rows;
    }

    private List<String> row(String heading, Function<PressureResult, String> cell) {
        return Stream.concat(Stream.of(heading), results.stream().map(cell)).toList();
    }

    /** What needs to be said besides the figures, a sentence each. */
    List<String> remarks() {
        return results.stream().flatMap(result -> result.remark().stream()).toList();
    }

    /** All figures and samples, as a JSON object. */
    String toJson() {
        return Json.indented(this);
    }

    /** The code that it ends the command with. */
    ExitCode exit() {
        return ExitCode.worst(results.stream().map(PressureResult::exit));
    }
}
