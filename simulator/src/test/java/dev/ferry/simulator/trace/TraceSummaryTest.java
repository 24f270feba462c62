package dev.ferry.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.api.memory.PageBitmap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that writes two pages further in each interval, and reads always the same. */
class TraceSummaryTest {

    private static final long HALF_SECOND = 500_000_000;
    private static final TraceHeader HEADER = new TraceHeader(4096, 1000, HALF_SECOND, true, true);

    @TempDir
    private Path folder;

    private TraceSummary summary(int intervals) throws IOException {
        List<TraceInterval> recorded = new ArrayList<>();
        for (int index = 0; index < intervals; index++) {
            PageBitmap dirtied = SeededTraces.set(1000, 2L * index, 2L * index + 1);
            PageBitmap accessed = PageBitmap.copyOf(dirtied);
            accessed.add(900, 10);
            // Not quite as long as it was meant to be, one way and the other.
            recorded.add(new TraceInterval(HALF_SECOND + (index % 2 == 0 ? -1000 : 1500), OptionalLong.of(7),
                    dirtied,
                    Optional.of(accessed)));
        }
        return TraceSummary.of(SeededTraces.write(folder.resolve("guest.trace"), HEADER, recorded));
    }

    @Test
    void countsDistinctPagesInWindows() throws IOException {
        TraceSummary summary = summary(45);

        assertThat(summary.intervals()).isEqualTo(45);
        assertThat(summary.work()).isEqualTo(45 * 7);
        assertThat(summary.touchedPages()).isEqualTo(100);
        assertThat(summary.dirtiedPages()).isEqualTo(90);
        assertThat(summary.dirtyBytesPerSecond()).isEqualTo(4 * 4096, within(1.0));
        assertThat(summary.windows()).containsExactly(
                new WindowFigures(Duration.ofMillis(500), 45, 12, 12, 2, 2),
                new WindowFigures(Duration.ofSeconds(1), 22, 14, 14, 4, 4),
                new WindowFigures(Duration.ofSeconds(10), 2, 50, 50, 40, 40));
    }

    @Test
    void leavesOutWindowsThatTraceDoesNotFill() throws IOException {
        assertThat(summary(3).windows()).extracting(WindowFigures::count).containsExactly(3, 1, 0);
        assertThat(summary(0).dirtyBytesPerSecond()).isZero();
    }
}
