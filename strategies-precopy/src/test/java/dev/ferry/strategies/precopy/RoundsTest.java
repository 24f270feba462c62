package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 1000);

    @Test
    void knowsWhatEachRoundLeft() {
        Rounds rounds = rounds(round(1000, 1_000, 300), round(300, 1_000, 300), round(300, 1_000, 100));

        assertThat(rounds.remainders()).containsExactly(1000, 300, 300, 100);
        assertThat(rounds.notShrunk()).isEqualTo(1);
        assertThat(rounds.elapsedNanos()).isEqualTo(3_000);
        assertThat(rounds.withoutLast().remainders()).containsExactly(1000, 300, 300);
    }

    @Test
    void countsAFirstRoundThatLeftAllPagesAsNotShrunk() {
        assertThat(rounds(round(1000, 1_000, 1000)).notShrunk()).isEqualTo(1);
    }

    @Test
    void weighsTheRateOfARoundByItsTimeAndHalfOfTheNext() {
        // Half of 4096 bytes in 2 us, and 4096 bytes in 1 us: 1.5 pages in 2 us.
        Rounds rounds = rounds(round(1, 2_000, 1), round(1, 1_000, 1));

        assertThat(rounds.bytesPerSecond()).isCloseTo(4096 * 1.5 / 2e-6, within(1.0));
    }

    @Test
    void isNotMisledByAShortRound() {
        // A full second at 1000 pages, then one page with a latency that makes it look ten times slower.
        Rounds rounds = rounds(round(1000, 1_000_000_000, 1), round(1, 10_000_000, 20));

        assertThat(rounds.expectedDowntimeNanos()).isBetween(20e6, 21e6);
    }

    @Test
    void measuresTheDirtyRateOverTheLastRound() {
        Rounds rounds = rounds(round(1000, 1_000, 1000), round(1000, 2_000_000, 300));

        assertThat(rounds.dirtyBytesPerSecond()).isCloseTo(300 * 4096 / 2e-3, within(1.0));
    }

    private static Rounds rounds(Round... rounds) {
        return new Rounds(GEOMETRY, List.of(rounds));
    }

    private static Round round(long pages, long nanos, long dirtyPages) {
        return new Round(1, pages, pages * 4096, nanos, dirtyPages);
    }
}
