package dev.ferry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantitiesTest {

    @Test
    void readsSizes() {
        Map<String, Long> sizes = Map.of("4096", 4096L, "64KiB", 65_536L, "256 MiB", 268_435_456L, "4GiB",
                4L << 30,
                "1GB", 1_000_000_000L, "1.5k", 1536L, " 2m ", 2L << 20, "0", 0L, "1t", 1L << 40, "7b", 7L);

        sizes.forEach((text, bytes) -> assertThat(Quantities.parseBytes(text)).as(text).isEqualTo(bytes));
    }

    @Test
    void readsRates() {
        Map<String, Long> rates = Map.of("125MB", 125_000_000L, "125MB/s", 125_000_000L, "1GiB/s", 1L << 30,
                "0", 0L,
                "unlimited", 0L, " Unlimited ", 0L);

        rates.forEach(
                (text, rate) -> assertThat(Quantities.parseBytesPerSecond(text)).as(text).isEqualTo(rate));
    }

    @Test
    void readsSpansOfTime() {
        Map<String, Duration> spans = Map.of("500us", Duration.ofNanos(500_000), "30ms",
                Duration.ofMillis(30), "2s",
                Duration.ofSeconds(2), "5m", Duration.ofMinutes(5), "1.5s", Duration.ofMillis(1500), "7 ns",
                Duration.ofNanos(7));

        spans.forEach((text, span) -> assertThat(Quantities.parseDuration(text)).as(text).isEqualTo(span));
    }

    @Test
    void refusesWhatIsNoSizeAndSaysWhatIs() {
        for (String text : List.of("", "many", "-1", "1PiB", "1,5k", "0x10", "k", "1e3", "1 2")) {
            assertThatThrownBy(() -> Quantities.parseBytes(text)).as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'" + text + "' is not " + Quantities.BYTES_ALLOWED);
        }
    }

    @Test
    void refusesWhatIsNoRateAndSaysWhatIs() {
        assertThatThrownBy(() -> Quantities.parseBytesPerSecond("fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'fast' is not " + Quantities.BYTES_PER_SECOND_ALLOWED);
    }

    @Test
    void refusesSpansOfTimeWithoutAUnit() {
        assertThatThrownBy(() -> Quantities.parseDuration("30")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'30' is not " + Quantities.DURATION_ALLOWED);
    }

    @Test
    void refusesFractionsOfTheSmallestUnitAndWhatDoesNotFit() {
        for (String text : List.of("0.5", "1.0001k", "99999999999999999999", "9000000000GiB")) {
            assertThatThrownBy(() -> Quantities.parseBytes(text)).as(text)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void writesSizesShort() {
        Map<Long, String> sizes = Map.of(0L, "0 B", 1023L, "1023 B", 1024L, "1 KiB", 1536L, "1.5 KiB",
                256L << 20,
                "256 MiB", 4L << 30, "4 GiB", 1L << 40, "1 TiB", 5000L << 40, "5000 TiB");

        sizes.forEach((bytes, text) -> assertThat(Quantities.formatBytes(bytes)).isEqualTo(text));
    }

    @Test
    void writesSpansOfTimeShort() {
        Map<Long, String> spans = Map.of(0L, "0 us", 500_000L, "500 us", 3_200_000L, "3.2 ms", 9_999_000_000L,
                "9999.0 ms", 12_000_000_000L, "12.0 s");

        spans.forEach((nanos, text) -> assertThat(Quantities.formatNanos(nanos)).isEqualTo(text));
    }

    @Test
    void writesDurationsAsTheyWereSet() {
        Map<String, String> durations = Map.of("0s", "0 ns", "500us", "500 us", "30ms", "30 ms", "1500ms",
                "1.5 s", "2s", "2 s", "90s", "90 s", "60s", "1 min", "5m", "5 min", "90m", "90 min");

        durations.forEach((set, text) -> assertThat(Quantities.formatDuration(Quantities.parseDuration(set)))
                .as(set).isEqualTo(text));
    }
}
