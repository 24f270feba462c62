package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small instances, with large pages and few sizes, of what takes long. */
class AgileExperimentsTest {

    private static void holds(Evaluation evaluation, List<String> doNotHold) {
        assertThat(evaluation.claims()).filteredOn(claim -> !claim.holds()).extracting(Claim::statement)
                .containsExactlyInAnyOrderElementsOf(doNotHold);
    }

    @Test
    void oneGuestOnAHostThatIsTooSmall() {
        holds(new AgileSingle(new AgileScale(512), List.of(8192, 12_288)).run(said -> {}),
                List.of("Post-copy of the largest guest takes about twice as long when it is busy"));
    }

    @Test
    void aWorkingSetThatIsTracked() {
        Evaluation first = new AgileTracking(1024, 400, 260).run(said -> {});

        assertThat(new AgileTracking(1024, 400, 260).run(said -> {})).isEqualTo(first);
        holds(first, List.of());
    }

    @Test
    void fourGuestsByAllThreeWays() {
        holds(new AgileFour().run(said -> {}), List.of());
    }
}
