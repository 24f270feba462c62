package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Counts outcomes. The names of its properties are the keys of the JSON. Any thread. */
final class ChaosCount {

    /**
     * Something that should not be.
     *
     * @param seed of its plan
     * @param plan what was done, in one line
     * @param what is wrong
     * @param faults that struck, in order
     * @param replay the command that does it again
     */
    record Violation(long seed, String plan, List<String> what, List<String> faults, String replay) {}

    private int seeds;
    private int completed;
    private int cancelled;
    private int failedCleanly;
    private int recovered;
    private long recoveries;
    private final List<Violation> violations = new ArrayList<>();

    /** A migration that ended as one may. */
    synchronized void add(ChaosOutcome outcome) {
        seeds++;
        switch (outcome.end()) {
            case COMPLETED -> completed++;
            case CANCELLED -> cancelled++;
            case FAILED_CLEANLY -> failedCleanly++;
            case OTHERWISE -> throw new IllegalArgumentException(outcome + " is a violation");
        }
        recovered += outcome.recoveries() > 0 ? 1 : 0;
        recoveries += outcome.recoveries();
    }

    /** A migration that did not. */
    synchronized void add(Violation violation) {
        seeds++;
        violations.add(violation);
        violations.sort(Comparator.comparing(Violation::seed));
    }

    /** Migrations that were run to their end. */
    @JsonProperty
    synchronized int seeds() {
        return seeds;
    }

    /** Of them, those whose guest arrived. */
    @JsonProperty
    synchronized int completed() {
        return completed;
    }

    @JsonProperty
    synchronized int cancelled() {
        return cancelled;
    }

    @JsonProperty
    synchronized int failedCleanly() {
        return failedCleanly;
    }

    /** Of those completed, those whose link was lost after switchover and replaced. */
    @JsonProperty
    synchronized int recovered() {
        return recovered;
    }

    /** Links that replaced others. */
    @JsonProperty
    synchronized long recoveries() {
        return recoveries;
    }

    /** By seed. */
    @JsonProperty
    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** The counts in a line. */
    synchronized String sentence() {
        return String.format(Locale.ROOT,
                "%d seeds: %d completed (%d of them recovered, %d recoveries), %d cancelled, "
                        + "%d failed cleanly, %d violations",
                seeds, completed, recovered, recoveries, cancelled, failedCleanly, violations.size());
    }

    synchronized String toJson() {
        return Json.indented(this);
    }
}
