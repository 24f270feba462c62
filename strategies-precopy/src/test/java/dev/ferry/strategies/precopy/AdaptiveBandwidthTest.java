package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import org.junit.jupiter.api.Test;

class AdaptiveBandwidthTest {

    private static final Rounds NONE = Rounds.none(MemoryGeometry.flat(4096, 1000));

    @Test
    void beginsWithTheLeast() {
        assertThat(new AdaptiveBandwidth(100, 50, 0).limitAfter(NONE)).isEqualTo(100);
    }

    @Test
    void goesAConstantAboveTheLastDirtyRate() {
        // 10 pages in a second.
        Rounds rounds = NONE.plus(new Round(1, 1000, 1, 1, 999))
                .plus(new Round(2, 1000, 1, 1_000_000_000, 10));

        assertThat(new AdaptiveBandwidth(100, 50, 0).limitAfter(rounds)).isEqualTo(40_960 + 50);
        assertThat(new AdaptiveBandwidth(50_000, 50, 0).limitAfter(rounds)).isEqualTo(50_000);
        assertThat(new AdaptiveBandwidth(100, 50, 20_000).limitAfter(rounds)).isEqualTo(20_000);
    }

    @Test
    void isConstantWhereOnlyTheMostIsSet() {
        assertThat(new AdaptiveBandwidth(0, 50, 20_000).isOn()).isTrue();
        assertThat(new AdaptiveBandwidth(0, 50, 20_000).limitAfter(NONE)).isEqualTo(20_000);
        assertThat(AdaptiveBandwidth.OFF.isOn()).isFalse();
    }

    @Test
    void refusesLimitsThatMeanNothing() {
        assertThatThrownBy(() -> new AdaptiveBandwidth(2, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdaptiveBandwidth(-1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdaptiveBandwidth(0, -1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
