package dev.ferry.guest.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = 1_000_000;

    @Test
    void reportsAHundredTimesASecond() {
        assertThat(Pace.batchSteps(20_000)).isEqualTo(200);
    }

    @Test
    void reportsEachStepOfASlowGuestAndSomeThousandsOfAFastOne() {
        assertThat(Pace.batchSteps(1)).isEqualTo(1);
        assertThat(Pace.batchSteps(10_000_000)).isEqualTo(4096);
        assertThat(Pace.batchSteps(0)).isEqualTo(4096);
    }

    @Test
    void waitsForTheRestOfEachBatch() {
        Pace pace = new Pace(1000, 5);

        assertThat(waitAfterBatch(pace, 5 + 3 * MILLI)).isEqualTo(7 * MILLI);
        assertThat(waitAfterBatch(pace, 5 + 12 * MILLI)).isEqualTo(8 * MILLI);
    }

    @Test
    void catchesUpAfterSmallDelay() {
        Pace pace = new Pace(1000, 0);

        assertThat(waitAfterBatch(pace, 15 * MILLI)).isNegative();
        assertThat(waitAfterBatch(pace, 15 * MILLI)).isEqualTo(5 * MILLI);
    }

    @Test
    void doesNotHurryAfterLongStall() {
        Pace pace = new Pace(1000, 0);

        assertThat(waitAfterBatch(pace, 500 * MILLI)).isZero();
        assertThat(waitAfterBatch(pace, 500 * MILLI)).isEqualTo(10 * MILLI);
    }

    @Test
    void neverWaitsWithoutLimit() {
        Pace pace = new Pace(0, 0);

        assertThat(waitAfterBatch(pace, 0)).isZero();
        assertThat(waitAfterBatch(pace, MILLI)).isNotPositive();
    }

    @Test
    void waitsNoLongerForBeingAskedTwice() {
        Pace pace = new Pace(1000, 0);
        pace.batchDone(MILLI);

        assertThat(pace.waitNanos(MILLI)).isEqualTo(9 * MILLI);
        assertThat(pace.waitNanos(4 * MILLI)).isEqualTo(6 * MILLI);
    }

    private static long waitAfterBatch(Pace pace, long nowNanos) {
        pace.batchDone(nowNanos);
        return pace.waitNanos(nowNanos);
    }
}
