package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final int PAGE_SIZE_BYTES = 4096;

    @Test
    void saysRateDirtyRateAndTimeLeft() {
        Progress progress = progress(MigrationPhase.ROUNDS, 3000, 2000 * PAGE_SIZE_BYTES, 500);

        String line = ProgressLine.of(progress, PAGE_SIZE_BYTES);

        assertThat(line).isEqualTo("round 2: 3,000 pages left, 8.2 MB/s, dirtied 2.0 MB/s, about 2.0 s left");
    }

    @Test
    void promisesNoEndWhereDirtiedAsFastAsSent() {
        Progress progress = progress(MigrationPhase.ROUNDS, 3000, 2000 * PAGE_SIZE_BYTES, 2000);

        String line = ProgressLine.of(progress, PAGE_SIZE_BYTES);

        assertThat(line).endsWith("no end in sight");
    }

    @Test
    void disregardsDirtyRateOncePagesAreOwed() {
        Progress progress = progress(MigrationPhase.PUSH, 3000, 3000 * PAGE_SIZE_BYTES, 9000);

        String line = ProgressLine.of(progress, PAGE_SIZE_BYTES);

        assertThat(line).isEqualTo("push: 3,000 pages left, 12.3 MB/s, about 1.0 s left");
    }

    @Test
    void saysWhatBalloonHolds() {
        Progress progress = new Progress(MigrationPhase.ROUNDS, 1, 3000, 0, 0, 0, 3000 * PAGE_SIZE_BYTES, 0,
                512);

        String line = ProgressLine.of(progress, PAGE_SIZE_BYTES);

        assertThat(line).isEqualTo("round 1: 3,000 pages left, 12.3 MB/s, about 1.0 s left, balloon 2 MiB");
    }

    @Test
    void isSilentWhereNothingIsOnItsWay() {
        assertThat(ProgressLine.tells(progress(MigrationPhase.RESERVATION, 3000, 0, 0))).isFalse();
        assertThat(ProgressLine.tells(progress(MigrationPhase.ROUNDS, 0, 0, 0))).isFalse();
        assertThat(ProgressLine.tells(progress(MigrationPhase.PUSH, 1, 0, 0))).isTrue();
    }

    private static Progress progress(MigrationPhase phase, long pagesLeft, double bytesPerSecond,
            double dirtyPagesPerSecond) {
        return new Progress(phase, 2, pagesLeft, 0, 0, 0, bytesPerSecond, dirtyPagesPerSecond, 0);
    }
}
