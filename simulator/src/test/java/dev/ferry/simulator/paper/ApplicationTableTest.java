package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApplicationTableTest {

    private static final List<Application> TWO = List.of(Application.BITTORRENT, Application.NETPERF);

    @Test
    void whatThePaperSaysHoldsForALargeAndASmallApplication() {
        Evaluation evaluation = new ApplicationTable(TWO, 2).run(progress -> {});

        assertThat(evaluation.claims()).hasSize(4).allMatch(Claim::holds);
        assertThat(evaluation.figures()).filteredOn(figure -> figure.paper() != null).hasSize(TWO.size());
    }

    @Test
    void isTheSameEachTime() {
        assertThat(ApplicationOutcome.ofPrecopy(Application.NETPERF, 7))
                .isEqualTo(ApplicationOutcome.ofPrecopy(Application.NETPERF, 7));
        assertThat(ApplicationOutcome.ofPostcopy(Application.COMPILE, 7))
                .isEqualTo(ApplicationOutcome.ofPostcopy(Application.COMPILE, 7));
    }
}
