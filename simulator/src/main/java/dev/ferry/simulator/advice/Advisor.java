package dev.ferry.simulator.advice;

import dev.ferry.simulator.scenario.Observer;
import dev.ferry.simulator.scenario.Outcome;
import dev.ferry.simulator.scenario.ScenarioRun;
import java.util.Comparator;
import java.util.List;

/** Says which way to move a guest. */
public final class Advisor {

    private Advisor() {}

    /**
     * Simulates all ways of a question, or those begun when the observer wanted no more.
     *
     * @param observer is told of each migration; its listeners are not used
     * @return the best way first; those over the limit come after the others, and those that failed last
     */
    public static List<Assessment> advise(Question question, Observer observer) {
        Notes notes = new Notes(observer);
        List<Outcome> outcomes = ScenarioRun.run(question.scenario(), notes);
        return rank(outcomes.stream().map(outcome -> assess(outcome, notes.of(outcome.way()), question))
                .toList(), question.priority());
    }

    private static Assessment assess(Outcome outcome, Course course, Question question) {
        if (outcome.report() == null) {
            String message = outcome.failure() == null ? "it failed" : outcome.failure().getMessage();
            return new Assessment(outcome, false, String.valueOf(message), course.explanations());
        }
        boolean within = question.downtimeLimit()
                .map(limit -> Priority.DOWNTIME.of(outcome) <= limit.toNanos()).orElse(true);
        return new Assessment(outcome, within, Reason.of(outcome.report(), course), course.explanations());
    }

    /** Where what counts first is the same, what costs the guest less, is over sooner, and sends less. */
    static List<Assessment> rank(List<Assessment> assessments, Priority priority) {
        Comparator<Assessment> order = Comparator
                .comparing((Assessment one) -> one.outcome().report() == null)
                .thenComparing(one -> !one.withinLimit());
        for (Priority next : List.of(priority, Priority.DEGRADATION, Priority.TOTAL_TIME, Priority.BYTES)) {
            order = order.thenComparingDouble(
                    one -> one.outcome().report() == null ? 0 : next.of(one.outcome()));
        }
        return assessments.stream().sorted(order).toList();
    }
}
