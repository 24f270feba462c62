package dev.ferry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingTest {

    private enum Direction {
        DUAL, FORWARD_ONLY
    }

    @Test
    void readsTextAsItIs() {
        assertThat(Setting.text("ferry.a", "b", "A text.").parser().apply("bubbling")).isEqualTo("bubbling");
    }

    @Test
    void readsWholeNumbersWithinTheRange() {
        Setting<Long> setting = Setting.number("ferry.a", 5, 1, 10, "A number.");

        assertThat(setting.parser().apply(" 1 ")).isEqualTo(1);
        assertThat(setting.parser().apply("10")).isEqualTo(10);
        assertThat(setting.allowed()).isEqualTo("a whole number from 1 to 10");
    }

    @Test
    void refusesNumbersOutOfRangeAndWhatIsNoNumber() {
        Setting<Long> setting = Setting.number("ferry.a", 5, 1, 10, "A number.");

        for (String text : List.of("0", "11", "-5", "1.5", "five", "")) {
            assertThatThrownBy(() -> setting.parser().apply(text)).as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void readsQuantities() {
        assertThat(Setting.bytes("ferry.a", 1, "A size.").parser().apply("4k")).isEqualTo(4096);
        assertThat(Setting.bytesPerSecond("ferry.a", 1, "A rate.").parser().apply("unlimited")).isZero();
        assertThat(Setting.duration("ferry.a", Duration.ZERO, "A span.").parser().apply("30ms"))
                .isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void saysWhatQuantitiesMayBe() {
        assertThat(Setting.bytes("ferry.a", 1, "A size.").allowed()).isEqualTo(Quantities.BYTES_ALLOWED);
        assertThat(Setting.bytesPerSecond("ferry.a", 1, "A rate.").allowed())
                .isEqualTo(Quantities.BYTES_PER_SECOND_ALLOWED);
        assertThat(Setting.duration("ferry.a", Duration.ZERO, "A span.").allowed())
                .isEqualTo(Quantities.DURATION_ALLOWED);
    }

    @Test
    void readsFlags() {
        Setting<Boolean> setting = Setting.flag("ferry.a", false, "A flag.");

        assertThat(setting.parser().apply(" true ")).isTrue();
        assertThat(setting.parser().apply("false")).isFalse();
        assertThatThrownBy(() -> setting.parser().apply("yes")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsChoicesInLowerCaseWithHyphens() {
        Setting<Direction> setting = Setting.choice("ferry.a", Direction.DUAL, "A direction.");

        assertThat(setting.parser().apply("forward-only")).isEqualTo(Direction.FORWARD_ONLY);
        assertThat(setting.allowed()).isEqualTo("one of dual, forward-only");
        assertThatThrownBy(() -> setting.parser().apply("FORWARD_ONLY"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
