package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DowntimeRampTest {

    @Test
    void goesUpInEvenStepsToTheMostThatIsAccepted() {
        DowntimeRamp ramp = DowntimeRamp.DEFAULT;

        assertThat(ramp.after(0)).isEqualTo(Duration.ofMillis(30));
        assertThat(ramp.after(1)).isEqualTo(Duration.ofMillis(120));
        assertThat(ramp.after(2)).isEqualTo(Duration.ofMillis(210));
        assertThat(ramp.after(3)).isEqualTo(Duration.ofMillis(300));
        assertThat(ramp.after(100)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void isExhaustedAfterItsLastStep() {
        assertThat(DowntimeRamp.DEFAULT.isExhausted(2)).isFalse();
        assertThat(DowntimeRamp.DEFAULT.isExhausted(3)).isTrue();
    }

    @Test
    void refusesLimitsThatMeanNothing() {
        assertThatThrownBy(() -> new DowntimeRamp(Duration.ofMillis(-1), Duration.ZERO, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DowntimeRamp(Duration.ofMillis(2), Duration.ofMillis(1), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DowntimeRamp(Duration.ZERO, Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
