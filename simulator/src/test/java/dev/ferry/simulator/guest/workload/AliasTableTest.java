package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AliasTableTest {

    @Test
    void drawsByTheWeights() {
        int draws = 200_000;
        for (double[] weights : new double[][]{{1}, {1, 1}, {1, 2, 3, 4}, {100, 1, 1, 1, 7}, {1, 1, 1e-9}}) {
            AliasTable table = new AliasTable(weights);
            RandomStream random = new RandomStream(3);
            int[] drawn = new int[weights.length];
            for (int draw = 0; draw < draws; draw++) {
                drawn[table.next(random)]++;
            }

            double sum = Arrays.stream(weights).sum();
            for (int index = 0; index < weights.length; index++) {
                assertThat((double) drawn[index] / draws).as("seed 3, %d of %s", index,
                        Arrays.toString(weights)).isEqualTo(weights[index] / sum, Offset.offset(0.006));
            }
        }
    }
}
