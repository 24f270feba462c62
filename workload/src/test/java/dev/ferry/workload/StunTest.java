package dev.ferry.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StunTest {

    private final Stun stun = new Stun();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 50, 99})
    void holdsAGuestForThePercentageOfEverySliceOfTime(int percent) {
        stun.set(percent);

        for (long slice = -2; slice < 2; slice++) {
            long start = slice * Stun.SLICE_NANOS;
            long held = LongStream.range(0, 1000)
                    .filter(moment -> stun.heldNanos(start + moment * Stun.SLICE_NANOS / 1000) > 0).count();
            assertThat(held).as("moments of 1000 in slice %d", slice).isEqualTo(10 * percent);
        }
    }

    @Test
    void lastsUntilTheHeldPartOfTheSliceIsOver() {
        stun.set(25);

        long start = 7 * Stun.SLICE_NANOS;
        assertThat(stun.heldNanos(start)).isEqualTo(Stun.SLICE_NANOS / 4);
        assertThat(stun.heldNanos(start + Stun.SLICE_NANOS / 4 - 1)).isEqualTo(1);
        assertThat(stun.heldNanos(start + Stun.SLICE_NANOS / 4)).isZero();
        assertThat(stun.heldNanos(start + Stun.SLICE_NANOS - 1)).isZero();
    }

    @Test
    void isOffWhereNothingIsHeld() {
        assertThat(stun.isOn()).isFalse();
        stun.set(1);
        assertThat(stun.isOn()).isTrue();
        stun.set(0);
        assertThat(stun.isOn()).isFalse();
    }

    @Test
    void knowsWhenTheNextSliceBegins() {
        assertThat(Stun.nanosToNextSlice(3 * Stun.SLICE_NANOS)).isEqualTo(Stun.SLICE_NANOS);
        assertThat(Stun.nanosToNextSlice(3 * Stun.SLICE_NANOS - 1)).isEqualTo(1);
    }

    @Test
    void refusesPercentagesThatAreNoStun() {
        assertThatThrownBy(() -> stun.set(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> stun.set(100)).isInstanceOf(IllegalArgumentException.class);
    }
}
