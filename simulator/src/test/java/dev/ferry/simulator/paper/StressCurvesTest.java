package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

class StressCurvesTest {

    private static final List<Long> SMALL = List.of(8L, 64L, 256L);

    @Test
    void whatThePaperSaysHolds() {
        Evaluation evaluation = new StressCurves(SMALL).run(progress -> {});

        assertThat(evaluation.claims()).hasSize(9).allMatch(Claim::holds);
        assertThat(evaluation.plots()).hasSize(3)
                .allSatisfy(plot -> assertThat(plot.series()).hasSize(StressConfiguration.values().length)
                        .allSatisfy(series -> assertThat(series.points()).hasSize(SMALL.size())));
    }

    @Test
    void isTheSameEachTime() {
        assertThat(StressConfiguration.PRECOPY_WRITE.run(32))
                .isEqualTo(StressConfiguration.PRECOPY_WRITE.run(32));
        assertThat(StressConfiguration.POSTCOPY_READ.run(32))
                .isEqualTo(StressConfiguration.POSTCOPY_READ.run(32));
    }
}
