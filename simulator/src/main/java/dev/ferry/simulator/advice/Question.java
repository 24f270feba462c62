package dev.ferry.simulator.advice;

import dev.ferry.simulator.scenario.Scenario;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody wants to know.
 *
 * @param scenario the guest, the link, and the ways between which to choose; one repetition of each
 * @param priority what counts first
 * @param downtimeLimit how long the guest may stand still; ways that take longer come after all others
 */
public record Question(Scenario scenario, Priority priority, Optional<Duration> downtimeLimit) {

    /** Checks that each way is simulated once. */
    public Question {
        if (scenario.repetitions() != 1) {
            throw new IllegalArgumentException(
                    "a question of " + scenario.repetitions() + " repetitions: allowed is 1");
        }
    }
}
