package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class BallooningIntervalTest {

    private static final List<Long> SHORT_AND_LONG = List.of(10L, 500L, 5000L);

    @Test
    void degradationFallsWithTheInterval() {
        Evaluation evaluation = new BallooningInterval(SHORT_AND_LONG, 20, 2).run(progress -> {});

        assertThat(evaluation.claims()).hasSize(2).allMatch(Claim::holds);
        assertThat(evaluation.figures()).hasSize(1 + SHORT_AND_LONG.size());
    }
}
