package dev.ferry.simulator.guest.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyChooserTest {

    private static final int DRAWS = 100_000;

    @Test
    void choosesEvenly() {
        long[] drawn = draw(new KeyLaw.Uniform(), 100);

        assertThat(Arrays.stream(drawn)).allMatch(count -> count > 850 && count < 1150);
    }

    @Test
    void choosesHotKeysInTheMiddle() {
        long[] drawn = draw(KeyLaw.HotSpot.SYSBENCH, 1000);

        long hot = Arrays.stream(drawn, 495, 505).sum();
        assertThat((double) hot / DRAWS).isBetween(0.745, 0.76);
        assertThat(Arrays.stream(drawn, 0, 495).sum()).isBetween(12_000L, 13_000L);
        assertThat(Arrays.stream(drawn, 505, 1000).sum()).isBetween(12_000L, 13_000L);
    }

    @Test
    void spreadsHotKeysOverAllByZipf() {
        long[] drawn = draw(KeyLaw.Zipf.YCSB, 1000);

        long[] sorted = drawn.clone();
        Arrays.sort(sorted);
        assertThat(sorted[999]).isGreaterThan(10 * sorted[980]);
        int half = 0;
        for (int key = 0; key < 500; key++) {
            half += drawn[key] >= sorted[980] ? 1 : 0;
        }
        assertThat(half).isBetween(5, 15);
    }

    @Test
    void choosesTheOnlyKey() {
        for (KeyLaw law : new KeyLaw[]{new KeyLaw.Uniform(), KeyLaw.Zipf.YCSB, KeyLaw.HotSpot.SYSBENCH}) {
            assertThat(draw(law, 1)).containsExactly(DRAWS);
        }
    }

    @Test
    void namesALawThatIsNone() {
        assertThatThrownBy(() -> new KeyLaw.Zipf(0)).hasMessageContaining("exponent of 0.0");
        assertThatThrownBy(() -> new KeyLaw.Zipf(Double.NaN)).hasMessageContaining("exponent of NaN");
        assertThatThrownBy(() -> new KeyLaw.HotSpot(0.5, 1.5))
                .hasMessage("the share of visits to hot keys is 1.5: 0 to 1 is allowed");
    }

    private static long[] draw(KeyLaw law, int keys) {
        KeyChooser chooser = KeyChooser.of(law, keys);
        RandomStream random = new RandomStream(11);
        long[] drawn = new long[keys];
        for (int draw = 0; draw < DRAWS; draw++) {
            drawn[(int) chooser.next(random)]++;
        }
        return drawn;
    }
}
