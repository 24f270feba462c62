package dev.ferry.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.BalloonFigures;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A report says what is known of the guest's balloon, in text and in JSON. */
class MigrationReportTest {

    private static final BalloonFigures BALLOON = new BalloonFigures((856 << 20) / 4096, 3, 1, 2, 41_000_000);

    private static MigrationReport report(@Nullable BalloonFigures balloon) {
        return new MigrationReport("precopy", null, "tcp", "guest", "completed", null, 4096, 1 << 30, 1L, 2L,
                3L, 6L, 6L, 7, 0, 2, 0, 20_000, 0L, null, null, null, null, List.of(), 0, 0, balloon);
    }

    @Test
    void tellsOfTheBalloonInOneLine() {
        assertThat(report(BALLOON).toText()).contains(
                "  balloon            856 MiB, 3 inflations, 1 deflation, 2 pressure calls, 41.0 ms spent");
        assertThat(report(null).toText()).doesNotContain("balloon");
    }

    @Test
    void comesBackFromJsonAsItWas() {
        assertThat(MigrationReport.fromJson(report(BALLOON).toJson())).isEqualTo(report(BALLOON));
        assertThat(MigrationReport.fromJson(report(null).toJson())).isEqualTo(report(null));
        assertThat(report(BALLOON).toJson()).contains("\"sizePages\" : 219136", "\"spentNanos\" : 41000000");
    }

    @Test
    void keepsItWithWhatIsAddedLater() {
        assertThat(report(BALLOON).withVerified(true).withEvictionTime(9).balloon()).isEqualTo(BALLOON);
    }
}
