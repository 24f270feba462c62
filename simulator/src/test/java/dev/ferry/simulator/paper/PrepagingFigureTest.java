package dev.ferry.simulator.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.PrepagingFaults.Pair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrepagingFigureTest {

    private static final Prepaging PUSH = new Prepaging(0, false, false);
    private static final Prepaging DUAL = new Prepaging(1, true, false);
    private static final Prepaging FORWARD = new Prepaging(1, false, false);
    private static final double STUDENT_2 = 4.303;

    @Test
    void isTheSameEachTime() {
        PrepagingFigure small = new PrepagingFigure(2048, List.of(1, 4), 0, 2);
        Evaluation once = small.run(progress -> {});

        assertThat(small.run(progress -> {})).isEqualTo(once);
        assertThat(once.figures()).hasSize(10 * 3).allMatch(figure -> figure.simulated() > 0);
        assertThat(once.claims()).hasSize(4);
        assertThat(once.plots()).singleElement().satisfies(plot -> assertThat(plot.series()).hasSize(10));
    }

    @Test
    void bubblesWhereTheGuestIsSaveItFaults() {
        PrepagingFaults faults = new PrepagingFigure(4096, List.of(1), UsedMemory.LARGEST_ORDER, 3)
                .simulate(progress -> {});

        assertThat(faults.mean(DUAL).value()).isLessThan(faults.mean(PUSH).value());
    }

    @Test
    void comparesRunByRun() {
        PrepagingFaults faults = faults(Map.of(DUAL, new double[][]{{9, 8, 7}, {19, 18, 17}},
                FORWARD, new double[][]{{10, 10, 10}, {20, 20, 20}}));
        List<Pair> pairs = List.of(new Pair(DUAL, FORWARD));

        for (Mean mean : List.of(faults.difference(pairs), faults.difference(pairs, 1))) {
            assertThat(mean.value()).isEqualTo(-2);
            assertThat(mean.halfWidth()).isCloseTo(STUDENT_2 / Math.sqrt(3), within(1e-9));
        }
        assertThat(faults.mean(DUAL, 0).value()).isEqualTo(8);
        assertThat(faults.mean(DUAL).value()).isEqualTo(13);
    }

    @Test
    void holdsWhereTheIntervalOfEachPairIsBelowZero() {
        double[] fewer = {-2, -2.1, -1.9};

        assertThat(judge(fewer, fewer).holds()).isTrue();
        assertThat(judge(fewer, new double[]{-2, 2, -1}).holds()).isFalse();
    }

    @Test
    void doesNotHoldForTheMeanOfAllPairsAlone() {
        Claim claim = judge(new double[]{-9, -9.1, -8.9}, new double[]{1, 1.1, 0.9});

        assertThat(claim.holds()).isFalse();
        assertThat(claim.evidence()).contains("on the mean -4 +- 0", "1 pivot, dual -9 +- 0",
                "1 pivot, forward 1 +- 0").doesNotContain("not shown");
    }

    /** Differences of two ways from push, in one number of processes. */
    private static Claim judge(double[] dual, double[] forward) {
        PrepagingFaults faults = new PrepagingFaults(List.of(4), new HashMap<>(Map.of(PUSH,
                new double[][]{{0, 0, 0}}, DUAL, new double[][]{dual}, FORWARD, new double[][]{forward})));
        return new PrepagingClaim("fewer", PrepagingClaim.pairs(List.of(DUAL, FORWARD), way -> PUSH))
                .judge(faults);
    }

    @Test
    void saysWhereItIsNotSo() {
        PrepagingFaults faults = faults(Map.of(DUAL, new double[][]{{1, 2, 3}, {-50, -50, -50}},
                FORWARD, new double[][]{{0, 0, 0}, {0, 0, 0}}));
        Claim claim = new PrepagingClaim("fewer", List.of(new Pair(DUAL, FORWARD))).judge(faults);

        assertThat(claim.holds()).isTrue();
        assertThat(claim.evidence()).contains("not shown with 1 processes: 2 +- 2");
    }

    private static PrepagingFaults faults(Map<Prepaging, double[][]> runs) {
        return new PrepagingFaults(List.of(1, 16), runs);
    }

    @Test
    void isFoundByName() {
        assertThat(Experiments.all()).extracting(Experiment::name).contains("hines-17");
    }
}
