package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.simulator.paper.Evaluation.Claim;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small instances: large pages, few sizes. */
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
        Evaluation evaluation = new AgileFour(new AgileScale(512)).run(said -> {});

        assertThat(evaluation.claims()).filteredOn(claim -> claim.statement().contains("throughput"))
                .hasSize(2).allMatch(Claim::holds);
        for (String server : List.of("YCSB/Redis", "Sysbench")) {
            for (String column : List.of("total time", "data")) {
                assertThat(figure(evaluation, server + ", Agile", column)).as("%s of %s", column, server)
                        .isLessThan(0.8 * figure(evaluation, server + ", pre-copy", column));
            }
        }
    }

    private static double figure(Evaluation evaluation, String row, String column) {
        return evaluation.figures().stream()
                .filter(figure -> figure.row().equals(row) && figure.column().equals(column)).findFirst()
                .orElseThrow().simulated();
    }
}
