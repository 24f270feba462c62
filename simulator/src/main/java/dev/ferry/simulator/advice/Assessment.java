package dev.ferry.simulator.advice;

import dev.ferry.simulator.scenario.Outcome;
import java.util.List;

/**
 * What is thought of a way to move the guest.
 *
 * @param outcome what came of it
 * @param withinLimit whether the guest stood still no longer than it may; false where the migration failed
 * @param reason why it came out as it did, in a sentence with the figures that decided
 * @param explanations what its strategy said on the way, in order
 */
public record Assessment(Outcome outcome, boolean withinLimit, String reason, List<String> explanations) {

    /** Copies the list. */
    public Assessment {
        explanations = List.copyOf(explanations);
    }
}
