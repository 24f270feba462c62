package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StunStepsTest {

    @Test
    void makesAStepAfterEverySecondRoundThatLeftTooMuch() {
        assertThat(percentAfter(1000)).isZero();
        assertThat(percentAfter(1000, 1000)).isEqualTo(20);
        assertThat(percentAfter(1000, 1000, 1000)).isEqualTo(20);
        assertThat(percentAfter(1000, 1000, 1000, 1000)).isEqualTo(30);
    }

    @Test
    void leavesAGuestAloneWhoseRoundsShrink() {
        assertThat(percentAfter(500, 250, 125, 62)).isZero();
        assertThat(percentAfter(500, 251, 125, 62)).isZero();
        assertThat(percentAfter(501, 251, 125, 62)).isEqualTo(20);
    }

    @Test
    void endsAtItsMaximum() {
        long[] dirtyPages = new long[40];
        Arrays.fill(dirtyPages, 1000);

        assertThat(percentAfter(dirtyPages)).isEqualTo(99);
        assertThat(StunSteps.QEMU.hasMoreAfter(rounds(dirtyPages))).isFalse();
        assertThat(StunSteps.QEMU.hasMoreAfter(rounds(1000, 1000))).isTrue();
    }

    @Test
    void doesNothingWhereItIsOff() {
        assertThat(StunSteps.OFF.isOn()).isFalse();
        assertThat(StunSteps.OFF.percentAfter(rounds(1000, 1000, 1000, 1000))).isZero();
        assertThat(StunSteps.OFF.hasMoreAfter(rounds(1000))).isFalse();
    }

    @Test
    void refusesStepsThatMeanNothing() {
        assertThatThrownBy(() -> new StunSteps(20, 10, 100, 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StunSteps(20, 10, 10, 50)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StunSteps(20, 10, 99, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int percentAfter(long... dirtyPages) {
        return StunSteps.QEMU.percentAfter(rounds(dirtyPages));
    }

    private static Rounds rounds(long... dirtyPages) {
        return new Rounds(MemoryGeometry.flat(4096, 1000),
                Arrays.stream(dirtyPages).mapToObj(dirty -> new Round(1, 1000, 1000 * 4096, 1_000_000, dirty))
                        .toList());
    }
}
