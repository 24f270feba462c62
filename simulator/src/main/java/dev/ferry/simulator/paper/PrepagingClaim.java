package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.PrepagingFaults.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * That some ways to push have fewer network faults than others.
 *
 * @param statement in a sentence
 * @param pairs of ways that differ in what the statement is about
 */
record PrepagingClaim(String statement, List<Pair> pairs) {

    /** Some ways, each with its counterpart. */
    static List<Pair> pairs(List<Prepaging> better, UnaryOperator<Prepaging> counterpart) {
        return better.stream().map(way -> new Pair(way, counterpart.apply(way))).toList();
    }

    /** Holds where the difference of each pair is below zero for sure, on the mean over all numbers of processes. */
    Claim judge(PrepagingFaults faults) {
        boolean holds = pairs.stream().allMatch(pair -> faults.difference(List.of(pair)).isBelowZero());
        return new Claim(statement, holds, evidence(faults));
    }

    private String evidence(PrepagingFaults faults) {
        List<String> parts = new ArrayList<>();
        parts.add("on the mean " + text(faults.difference(pairs)));
        for (Pair pair : pairs) {
            parts.add(pair.better().title() + " " + text(faults.difference(List.of(pair))));
        }
        for (int place = 0; place < faults.processes().size(); place++) {
            Mean difference = faults.difference(pairs, place);
            if (!difference.isBelowZero()) {
                parts.add("not shown with " + faults.processes().get(place) + " processes: "
                        + text(difference));
            }
        }
        return "paired differences in pages: " + String.join("; ", parts);
    }

    private static String text(Mean mean) {
        return String.format(Locale.ROOT, "%.0f +- %.0f", mean.value(), mean.halfWidth());
    }
}
