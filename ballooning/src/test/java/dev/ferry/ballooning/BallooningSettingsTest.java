package dev.ferry.ballooning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.PluginProvider;
import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BallooningSettingsTest {

    private static Settings of(Map<String, String> texts) {
        return new Settings() {
            @Override
            public <T> T get(Setting<T> setting) {
                String text = texts.get(setting.key());
                return text == null ? setting.defaultValue() : setting.parser().apply(text);
            }

            @Override
            public <T, P extends PluginProvider<T>> T create(Class<P> kind, Setting<String> choice) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Test
    void areThePapersWhereNothingIsSet() {
        assertThat(BallooningSettings.of(of(Map.of()))).isEqualTo(BallooningSettings.DEFAULT)
                .isEqualTo(new BallooningSettings(Duration.ofSeconds(5), 95, 128, 10));
        assertThat(BallooningSettings.DEFAULT.backOff()).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void areWhatTheUserHasSet() {
        assertThat(
                BallooningSettings.of(of(Map.of("ferry.balloon.interval", "10ms", "ferry.balloon.fill", "50",
                        "ferry.balloon.pressure", "512", "ferry.balloon.backoff", "0"))))
                .isEqualTo(new BallooningSettings(Duration.ofMillis(10), 50, 512, 0));
    }

    @ParameterizedTest
    @CsvSource({"interval, 0s", "interval, 86401s", "fill, 0", "fill, 100", "pressure, 0", "backoff, -1",
            "backoff, 1000001"})
    void areRefusedWhereTheyMakeNoSense(String key, String text) {
        Settings settings = of(Map.of("ferry.balloon." + key, text));

        assertThatThrownBy(() -> BallooningSettings.of(settings))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 95, 128, 10", "1, 0, 128, 10", "1, 100, 128, 10", "1, 95, 0, 10", "1, 95, 128, -1",
            "86401, 95, 128, 10", "1, 95, 128, 1000001"})
    void areRefusedInCodeToo(long seconds, int fill, long pressure, int backOff) {
        assertThatThrownBy(
                () -> new BallooningSettings(Duration.ofSeconds(seconds), fill, pressure, backOff))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("allowed is");
    }

    @Test
    void theProviderListsThemAll() {
        SelfBallooningProvider provider = new SelfBallooningProvider();

        assertThat(provider.name()).isEqualTo("dsb");
        assertThat(provider.settings()).extracting(Setting::key).containsExactlyInAnyOrder(
                "ferry.balloon.interval", "ferry.balloon.fill", "ferry.balloon.pressure",
                "ferry.balloon.backoff");
        assertThat(provider.create(of(Map.of()))).isInstanceOf(DynamicSelfBallooning.class);
    }
}
