package dev.ferry.paging.workingset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkingSetSettingsTest {

    /** Text by key. */
    private record Texts(Map<String, String> texts) implements Settings {

        @Override
        public <T> T get(Setting<T> setting) {
            String text = texts.get(setting.key());
            return text == null ? setting.defaultValue() : setting.parser().apply(text);
        }

        @Override
        public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
            throw new UnsupportedOperationException();
        }
    }

    private static WorkingSetSettings of(Map<String, String> texts) {
        return WorkingSetSettings.of(new Texts(texts));
    }

    @Test
    void areThePapersUnlessSet() {
        assertThat(of(Map.of())).isEqualTo(WorkingSetSettings.DEFAULT)
                .isEqualTo(new WorkingSetSettings(0.95, 1.03,
                        4096, Duration.ofSeconds(2), Duration.ofSeconds(30), 4 << 20, 0));
    }

    @Test
    void canAllBeSet() {
        assertThat(of(Map.of("ferry.working-set.shrink", "0.9", "ferry.working-set.grow", " 1.5",
                "ferry.working-set.threshold", "64KiB", "ferry.working-set.interval", "200ms",
                "ferry.working-set.stable-interval", "3s", "ferry.working-set.min", "1MiB",
                "ferry.working-set.max", "1GiB"))).isEqualTo(
                        new WorkingSetSettings(0.9, 1.5, 65_536, Duration.ofMillis(200),
                                Duration.ofSeconds(3),
                                1 << 20, 1 << 30));
    }

    @Test
    void giveWayWhereTwoDoNotGoTogether() {
        WorkingSetSettings settings = of(
                Map.of("ferry.working-set.stable-interval", "1s", "ferry.working-set.max", "1MiB"));

        assertThat(settings.stableInterval()).isEqualTo(settings.interval());
        assertThat(settings.maxBytes()).isEqualTo(settings.minBytes());
    }

    @Test
    void refuseWhatMeansNothing() {
        for (Map.Entry<String, String> wrong : Map.of("shrink", "1", "grow", "1.0", "interval", "0s",
                "stable-interval", "0ms", "min", "some").entrySet()) {
            assertThatThrownBy(() -> of(Map.of("ferry.working-set." + wrong.getKey(), wrong.getValue())))
                    .as(wrong.getKey()).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> of(Map.of("ferry.working-set.shrink", "NaN")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
