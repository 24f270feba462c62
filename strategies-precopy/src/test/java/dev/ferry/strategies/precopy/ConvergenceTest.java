package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.strategy.Round;
import dev.ferry.strategies.precopy.Convergence.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvergenceTest {

    private static final Convergence TEN_MILLIS = new Convergence(Duration.ofMillis(10), 5, 2);

    @Test
    void goesOnWhileTheRestTakesLongerThanTheDowntimeLimit() {
        assertThat(judge(4096, round(100, 11))).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesWhereTheRestTakesJustTheDowntimeLimit() {
        assertThat(judge(4096, round(100, 10))).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void countsThePagesOfAGuestInItsOwnPageSize() {
        assertThat(judge(2 << 20, round(100, 10))).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesWhereNothingIsDirtyThoughNothingWasSent() {
        assertThat(judge(4096, new Round(1, 0, 0, 0, 0))).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void goesOnWherePagesAreDirtyThoughNoByteWasSent() {
        assertThat(judge(4096, new Round(1, 0, 0, 0, 1))).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesEvenInTheLastRoundAllowed() {
        assertThat(judge(4096, round(100, 90), round(90, 80), round(80, 70), round(70, 60), round(60, 10)))
                .isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void stopsAtTheCapOnRounds() {
        assertThat(judge(4096, round(100, 90), round(90, 80), round(80, 70), round(70, 60), round(60, 50)))
                .isEqualTo(Verdict.MAX_ROUNDS);
    }

    @Test
    void givesUpAfterRoundsInARowThatDirtiedAsMuchAsTheySent() {
        assertThat(judge(4096, round(100, 50), round(50, 50), round(50, 50)))
                .isEqualTo(Verdict.NO_CONVERGENCE);
    }

    @Test
    void goesOnWhereARoundBetweenDidShrink() {
        assertThat(judge(4096, round(100, 100), round(100, 50), round(50, 50))).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void refusesLimitsThatMeanNothing() {
        assertThatThrownBy(() -> new Convergence(Duration.ofMillis(-1), 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Convergence(Duration.ZERO, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Convergence(Duration.ZERO, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Verdict judge(int pageSizeBytes, Round... rounds) {
        return TEN_MILLIS.judge(List.of(rounds), pageSizeBytes);
    }

    /** A round that took a millisecond for each page of 4 KiB. */
    private static Round round(long pages, long dirtyPages) {
        return new Round(1, pages, pages * 4096, pages * 1_000_000, dirtyPages);
    }
}
