package dev.ferry.strategies.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalMinimumTest {

    @Test
    void isNotReachedWhileTheRestFalls() {
        assertThat(isReached(1000, 500, 250, 125, 62)).isFalse();
        assertThat(isReachedLate(1000, 500, 250, 125, 62)).isFalse();
    }

    @Test
    void isNotReachedAtTheFirstRise() {
        assertThat(isReached(1000, 500, 100, 105)).isFalse();
    }

    @Test
    void isReachedWhereItHasTurnedTwiceAtTheSameHeight() {
        assertThat(isReached(1000, 100, 500, 100, 105)).isTrue();
        assertThat(isReached(1000, 100, 500, 91, 95)).isTrue();
    }

    @Test
    void isNotReachedWhereTheSecondValleyIsClearlyLower() {
        assertThat(isReached(1000, 100, 500, 89, 90)).isFalse();
        assertThat(isReached(1000, 100, 500, 89, 400, 90, 91)).isTrue();
    }

    @Test
    void isNotReachedWhereTheRestIsFarAboveTheLeast() {
        assertThat(isReached(1000, 100, 500, 100, 111)).isFalse();
        assertThat(isReached(1000, 100, 500, 100, 111, 109)).isTrue();
    }

    @Test
    void isReachedWhereThreeRoundsChangeNothing() {
        assertThat(isReached(1000, 500, 500, 500)).isFalse();
        assertThat(isReached(1000, 500, 500, 500, 500)).isTrue();
        assertThat(isReached(1000, 1000, 1000, 1000)).isTrue();
        assertThat(isReached(1000, 500, 496, 492, 488)).isTrue();
        assertThat(isReached(1000, 500, 490, 480, 470)).isFalse();
    }

    @Test
    void isNotReachedOnACrestThatChangesNothing() {
        assertThat(isReached(1000, 500, 900, 900, 900, 900)).isFalse();
    }

    @Test
    void isReachedLateAtTheFirstRiseThatIsNearEnough() {
        assertThat(isReached(1000, 500, 100, 119)).isFalse();
        assertThat(isReachedLate(1000, 500, 100, 119)).isTrue();
        assertThat(isReachedLate(1000, 500, 100, 121)).isFalse();
        assertThat(isReachedLate(1000, 100, 500, 105)).isFalse();
    }

    private static boolean isReached(long... remainders) {
        return new LocalMinimum(remainders).isReached(false);
    }

    private static boolean isReachedLate(long... remainders) {
        return new LocalMinimum(remainders).isReached(true);
    }
}
