package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.strategy.Round;
import dev.ferry.strategies.precopy.Convergence.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of a guest of 1000 pages, each of which takes a millisecond to send. */
class ConvergenceTest {

    private static final int PAGE_SIZE_BYTES = 4096;
    private static final Convergence TEN_MILLIS = convergence(10, 40, Duration.ZERO);

    @Test
    void goesOnWhileTheRestTakesLongerThanTheDowntimeLimit() {
        assertThat(judge(11)).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesWhereTheRestTakesJustTheDowntimeLimit() {
        assertThat(judge(10)).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void countsThePagesOfAGuestInItsOwnPageSize() {
        Rounds rounds = new Rounds(MemoryGeometry.flat(2 << 20, 1000),
                List.of(new Round(1, 1000, 1000 * PAGE_SIZE_BYTES, 1_000_000_000, 10)));

        assertThat(TEN_MILLIS.judge(rounds, false)).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesWhereNothingIsDirtyThoughNothingWasSent() {
        assertThat(TEN_MILLIS.judge(unsent(0), false)).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void goesOnWherePagesAreDirtyThoughNoByteWasSent() {
        assertThat(TEN_MILLIS.judge(unsent(1), false)).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void convergesEvenInTheLastRoundAllowed() {
        assertThat(judge(900, 800, 700, 600, 500, 400, 300, 200, 10)).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void stopsAtTheCapOnRounds() {
        assertThat(judge(900, 800, 700, 600, 500, 400, 300, 200, 100)).isEqualTo(Verdict.MAX_ROUNDS);
    }

    @Test
    void givesUpOnceThreeRoundsHaveChangedNothing() {
        assertThat(judge(500, 500, 500)).isEqualTo(Verdict.GO_ON);
        assertThat(judge(500, 500, 500, 500)).isEqualTo(Verdict.NO_CONVERGENCE);
    }

    @Test
    void goesOnWhereTheRestIsStillFarAboveTheLeastSeen() {
        assertThat(judge(500, 300, 500, 300, 500)).isEqualTo(Verdict.GO_ON);
        assertThat(judge(500, 300, 500, 300, 301, 302)).isEqualTo(Verdict.NO_CONVERGENCE);
    }

    @Test
    void stopsAtALocalMinimumThatTheDowntimeLimitHasBeenRaisedTo() {
        assertThat(judge(35, 35, 35, 35)).isEqualTo(Verdict.LOCAL_MINIMUM);
    }

    @Test
    void waitsAtALocalMinimumUntilTheDowntimeLimitIsRaisedToIt() {
        // Two of three steps are taken: 30 ms.
        assertThat(judge(35, 36, 35, 36)).isEqualTo(Verdict.GO_ON);
        assertThat(judge(35, 36, 35, 36, 35, 36)).isEqualTo(Verdict.LOCAL_MINIMUM);
    }

    @Test
    void acceptsNoMoreThanTheDowntimeLimitWhileTheRestStillFalls() {
        assertThat(judge(100, 100, 100, 100, 20)).isEqualTo(Verdict.GO_ON);
    }

    @Test
    void isNotChoosyInTheLastThirdOfItsRounds() {
        assertThat(judge(900, 800, 700, 600, 500, 510)).isEqualTo(Verdict.GO_ON);
        // The downtime limit is not raised all the way: only one round of these did not shrink.
        assertThat(judge(900, 800, 700, 600, 500, 15, 16)).isEqualTo(Verdict.LOCAL_MINIMUM);
    }

    @Test
    void doesNotTakeALocalMinimumForTheLastWordWhileTheGuestIsToBeSlowed() {
        assertThat(TEN_MILLIS.judge(rounds(35, 35, 35, 35), true)).isEqualTo(Verdict.GO_ON);
        assertThat(TEN_MILLIS.judge(rounds(500, 500, 500, 500), true)).isEqualTo(Verdict.GO_ON);
        assertThat(TEN_MILLIS.judge(rounds(10), true)).isEqualTo(Verdict.CONVERGED);
    }

    @Test
    void stopsWhenItsTimeIsUpCountingABegunGibibyteAsWhole() {
        Convergence twoSeconds = convergence(10, 40, Duration.ofSeconds(2));

        assertThat(twoSeconds.judge(rounds(900, 90), false)).isEqualTo(Verdict.GO_ON);
        assertThat(twoSeconds.judge(rounds(900, 100, 90), false)).isEqualTo(Verdict.TIME_UP);
    }

    @Test
    void refusesLimitsThatMeanNothing() {
        assertThatThrownBy(() -> convergence(10, 40, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Convergence(DowntimeRamp.DEFAULT, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Convergence convergence(long limitMillis, long maxMillis, Duration timeout) {
        return new Convergence(
                new DowntimeRamp(Duration.ofMillis(limitMillis), Duration.ofMillis(maxMillis), 3), 9,
                timeout);
    }

    private static Verdict judge(long... dirtyPages) {
        return TEN_MILLIS.judge(rounds(dirtyPages), false);
    }

    /** Rounds that left so many pages dirty, and sent what the one before left. */
    private static Rounds rounds(long... dirtyPages) {
        List<Round> rounds = new ArrayList<>();
        long pages = 1000;
        for (long dirty : dirtyPages) {
            rounds.add(
                    new Round(rounds.size() + 1, pages, pages * PAGE_SIZE_BYTES, pages * 1_000_000, dirty));
            pages = dirty;
        }
        return new Rounds(MemoryGeometry.flat(PAGE_SIZE_BYTES, 1000), rounds);
    }

    private static Rounds unsent(long dirtyPages) {
        return new Rounds(MemoryGeometry.flat(PAGE_SIZE_BYTES, 1000),
                List.of(new Round(1, 0, 0, 0, dirtyPages)));
    }
}
