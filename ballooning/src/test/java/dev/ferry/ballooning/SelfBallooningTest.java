package dev.ferry.ballooning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testkit.memory.BalloonControllerContractTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rule adds to what every controller promises ({@link BalloonControllerContractTest}). */
class SelfBallooningTest {

    private static final BallooningSettings SETTINGS = BallooningSettings.DEFAULT;
    private static final Duration INTERVAL = SETTINGS.interval();
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final VirtualClock clock = new VirtualClock();
    private ListGuest guest = new ListGuest(0);
    private SelfBallooning ballooning = control(10_000);

    private SelfBallooning control(long freePages) {
        return control(freePages, SETTINGS);
    }

    private SelfBallooning control(long freePages, BallooningSettings settings) {
        guest = new ListGuest(freePages);
        SelfBallooning made = new SelfBallooning("guest", guest, settings, clock);
        guest.onPressure(made::press);
        return made;
    }

    @Test
    void takes95PercentAtOnce() {
        ballooning.step();

        assertThat(guest.sizePages()).isEqualTo(9_500);
        assertThat(guest.freePages()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "19, 18", "20, 19", "21, 19", "100, 95", "101, 95", "1024, 972",
            "1079, 1025"})
    void neverLeavesLessThanTheReserve(long free, long taken) {
        ballooning = control(free);

        ballooning.step();

        assertThat(guest.sizePages()).isEqualTo(taken);
        assertThat(taken * 100).isLessThanOrEqualTo(free * 95);
    }

    @Test
    void takes95PercentOfAllThatIsFreeNotOfWhatIsLeft() {
        clock.pass(INTERVAL.multipliedBy(100), ballooning);

        assertThat(guest.sizePages()).isEqualTo(9_500);
        assertThat(ballooning.figures().inflations()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 50, 95, 99})
    void whatStaysFreeIsEmptyAndTheReserveWasKeptMeanwhile(int fillPercent) {
        ballooning = control(50_000, new BallooningSettings(INTERVAL, fillPercent, 128, 10));

        ballooning.step();

        assertThat(guest.sizePages()).isEqualTo(500L * fillPercent);
        assertThat(guest.staleFreePages()).isZero();
        assertThat(guest.leastFree()).isEqualTo(50_000 - 500L * fillPercent);
    }

    @Test
    void theReserveIsNotExchangedWhereNothingWasTaken() {
        ballooning.step();
        guest.use(400, 128);
        guest.release(400);
        int moves = guest.moves().size();

        clock.pass(INTERVAL.multipliedBy(3), ballooning);

        assertThat(guest.moves()).hasSize(moves);
        assertThat(guest.staleFreePages()).isEqualTo(400);
    }

    @Test
    void inflatesOnceInAnIntervalFromTheEndOfTheLast() {
        guest.use(5_000, 128);
        guest.duringInflation(() -> clock.advance(INTERVAL.multipliedBy(2)));
        ballooning.step();
        long size = guest.sizePages();
        guest.release(5_000);

        clock.pass(INTERVAL.minus(MOMENT), ballooning);
        assertThat(guest.sizePages()).isEqualTo(size);

        clock.pass(MOMENT, ballooning);
        assertThat(guest.sizePages()).isEqualTo(9_500);
        assertThat(ballooning.figures().spentNanos()).isEqualTo(INTERVAL.multipliedBy(2).toNanos());
    }

    @Test
    void neverDeflatesByItself() {
        ballooning.step();
        guest.use(500, 128);

        clock.pass(INTERVAL.multipliedBy(3), ballooning);

        assertThat(guest.sizePages()).isEqualTo(9_500);
        assertThat(guest.freePages()).isZero();
    }

    @Test
    void aBurstLargerThanWhatIsFreeIsMetByDeflation() {
        ballooning.step();

        assertThat(guest.use(8_000, 128)).isEqualTo(8_000);

        long calls = Math.ceilDiv(8_000 - 500, 128);
        assertThat(ballooning.figures().pressureCalls()).isEqualTo(calls);
        assertThat(ballooning.figures().deflations()).isEqualTo(calls);
        assertThat(guest.sizePages()).isEqualTo(9_500 - 128 * calls);
    }

    @Test
    void givesAllBeforeTheGuestGoesShort() {
        ballooning.step();

        assertThat(guest.use(10_001, 128)).isEqualTo(10_000);
        assertThat(guest.sizePages()).isZero();
        assertThat(guest.ask(1)).isZero();
    }

    @Test
    void givesWhatIsAskedForAndTheLeastAtLeast() {
        ballooning.step();

        assertThat(guest.ask(1)).isEqualTo(9_500 - 128);
        assertThat(guest.ask(129)).isEqualTo(9_500 - 128 - 129);
    }

    @Test
    void holdsTheBalloonForTenIntervalsToTheMoment() {
        ballooning.step();
        clock.advance(INTERVAL.dividedBy(3));
        guest.ask(128);
        long size = guest.sizePages();

        clock.pass(INTERVAL.multipliedBy(10).minus(MOMENT), ballooning);
        assertThat(guest.sizePages()).isEqualTo(size);

        clock.pass(MOMENT, ballooning);
        assertThat(guest.sizePages()).isEqualTo(9_500);
    }

    @Test
    void withoutABackOffTheNextInflationIsTheNextIntervals() {
        ballooning = control(10_000, new BallooningSettings(INTERVAL, 95, 128, 0));
        ballooning.step();
        guest.ask(128);

        clock.pass(INTERVAL.minus(MOMENT), ballooning);
        assertThat(guest.sizePages()).isEqualTo(9_500 - 128);

        clock.pass(MOMENT, ballooning);
        assertThat(guest.sizePages()).isEqualTo(9_500);
    }

    @ParameterizedTest
    @CsvSource({"10", "0"})
    void pressureEndsAnInflationAndThereIsNoExchange(int backOffIntervals) {
        ballooning = control(10_000, new BallooningSettings(INTERVAL, 95, 128, backOffIntervals));
        guest.duringInflation(() -> guest.ask(128));

        ballooning.step();

        assertThat(guest.moves()).containsExactly(-128L, SelfBallooning.CHUNK_PAGES / 2);
        assertThat(guest.sizePages()).isEqualTo(SelfBallooning.CHUNK_PAGES / 2 - 128);
    }

    @Test
    void pressureEndsTheExchange() {
        ballooning = control(1_000);
        // The first inflation takes 950; the exchange gives 50, and takes as many.
        guest.duringInflation(() -> guest.duringInflation(() -> guest.ask(128)));

        ballooning.step();

        assertThat(guest.moves()).containsExactly(950L, -50L, -128L, 25L);
    }

    @Test
    void takesNoMoreThanAChunkAfterItWasEnded() {
        guest.duringInflation(ballooning::end);

        ballooning.step();
        clock.pass(INTERVAL, ballooning);

        assertThat(guest.moves()).containsExactly(SelfBallooning.CHUNK_PAGES);
    }

    @Test
    void takesLessWhereTheGuestUsesMemoryMeanwhile() {
        guest.duringInflation(() -> guest.use(5_000, 128));

        ballooning.step();

        assertThat(guest.sizePages()).isEqualTo(4_750);
        assertThat(guest.freePages()).isEqualTo(250);
    }

    @Test
    void doesNothingToAGuestThatIsPausedAndGoesOnLater() {
        guest.setPaused(true);
        ballooning.step();
        assertThat(guest.sizePages()).isZero();
        assertThat(ballooning.figures().inflations()).isZero();

        guest.setPaused(false);
        clock.pass(INTERVAL, ballooning);

        assertThat(guest.sizePages()).isEqualTo(9_500);
    }

    @Test
    void waitsAnIntervalAfterTheBalloonHasThrown() {
        guest.setBroken(true);
        ballooning.step();
        assertThat(ballooning.press(128)).isZero();
        guest.setBroken(false);

        assertThat(ballooning.nextStep()).isEqualTo(clock.instant().plus(SETTINGS.backOff()));
        clock.pass(SETTINGS.backOff(), ballooning);

        assertThat(guest.sizePages()).isEqualTo(9_500);
    }
}
