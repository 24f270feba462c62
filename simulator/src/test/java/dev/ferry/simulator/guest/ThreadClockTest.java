package dev.ferry.simulator.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThreadClockTest {

    private static final long INTERVAL = 100;

    @Test
    void takesEachTouchsTimeWhereItDoesNotRest() {
        ThreadClock clock = new ThreadClock(Pacing.NONE);

        clock.touched(3, INTERVAL, 7);
        assertThat(clock.nanos()).isEqualTo(307);
        clock.wake(1000, 50);
        clock.touched(1, INTERVAL, 0);

        assertThat(clock.nanos()).isEqualTo(1150);
        assertThat(clock.touchesUntil(1351, INTERVAL, 10)).isEqualTo(3);
    }

    @Test
    void restsUntilTheNextTouchIsDue() {
        ThreadClock clock = new ThreadClock(new Pacing(0, 1000, 5, 0));

        assertThat(touches(clock, 3)).containsExactly(0L, 100L, 200L);
    }

    @Test
    void makesUpForWhatItWasLateWith() {
        ThreadClock clock = new ThreadClock(new Pacing(0, 1000, 5, 0));
        clock.touched(1, INTERVAL, 0);

        clock.wake(350, 0);

        assertThat(touches(clock, 5)).containsExactly(350L, 355L, 360L, 400L, 500L);
    }

    @Test
    void losesWhatItWasLateWithBeyondTheMost() {
        ThreadClock clock = new ThreadClock(new Pacing(0, 150, 5, 0));
        clock.touched(1, INTERVAL, 0);

        clock.wake(10_000, 0);

        assertThat(touches(clock, 4)).containsExactly(10_000L, 10_005L, 10_050L, 10_150L);
    }

    @Test
    void doesAtOnceWhatIsDueWithinItsGrain() {
        ThreadClock clock = new ThreadClock(new Pacing(250, 1000, 5, 0));

        assertThat(touches(clock, 5)).containsExactly(0L, 5L, 10L, 300L, 305L);
    }

    @Test
    void hasSomethingToDoBeforeItsFirstTouchWhereItIsStarted() {
        ThreadClock clock = new ThreadClock(new Pacing(0, 1000, 5, 230));

        clock.resume(1000);

        assertThat(touches(clock, 4)).containsExactly(1230L, 1235L, 1240L, 1300L);
    }

    @Test
    void touchesWhenAThreadWouldThatLooksWhetherAStepIsDue() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Pacing pacing = new Pacing(random.nextLong(300), random.nextLong(500), 1 + random.nextLong(20),
                    0);
            ThreadClock clock = new ThreadClock(pacing);
            SlowThread oracle = new SlowThread(pacing);
            for (int touch = 0; touch < 300; touch++) {
                if (random.nextInt(10) == 0) {
                    long wake = clock.nanos() + random.nextLong(2000);
                    clock.wake(wake, 0);
                    oracle.nanos = wake;
                }
                oracle.awaitDue(INTERVAL);

                assertThat(clock.nanos()).as("seed %d, touch %d", seed, touch).isEqualTo(oracle.nanos);
                clock.touched(1, INTERVAL, 0);
                oracle.touch();
                oracle.rest();
            }
        }
    }

    @Test
    void refusesNegativeTimes() {
        assertThatThrownBy(() -> new Pacing(0, -1, 0, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1 ns made up for");
    }

    private static List<Long> touches(ThreadClock clock, int count) {
        List<Long> touches = new ArrayList<>();
        for (int touch = 0; touch < count; touch++) {
            touches.add(clock.nanos());
            clock.touched(1, INTERVAL, 0);
        }
        return touches;
    }

    /** The way in which the guests that ship with Ferry keep a pace, told step by step. */
    private static final class SlowThread {

        private final Pacing pacing;
        private long nanos;
        private long dueNanos;

        SlowThread(Pacing pacing) {
            this.pacing = pacing;
        }

        void rest() {
            if (dueNanos - nanos > pacing.grainNanos()) {
                nanos = dueNanos;
            }
        }

        void awaitDue(long interval) {
            rest();
            dueNanos += interval + Math.max(0, nanos - dueNanos - pacing.mostLateNanos());
        }

        void touch() {
            nanos += pacing.touchNanos();
        }
    }
}
