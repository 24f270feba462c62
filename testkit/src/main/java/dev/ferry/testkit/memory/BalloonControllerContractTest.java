package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every balloon controller promises. Extend it and let the test pass the time: what a controller does, and above all
 * what it does not, cannot be told by waiting for it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class BalloonControllerContractTest {

    private static final long FREE_PAGES = 100_000;
    private static final long ASKED_PAGES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** For the tests' subclasses. */
    protected BalloonControllerContractTest() {}

    /** Takes charge of a balloon, as the controller's {@code control} does. Once in a test. */
    protected abstract Charge control(Balloon balloon);

    /**
     * Lets time pass for the controller: returns when it has done, on this thread or another, all that it does in that
     * time.
     */
    protected abstract void pass(Duration span);

    /** A time in which the controller takes what it wants from a guest that leaves its memory alone. */
    protected abstract Duration settling();

    /** A time in which the controller takes nothing from a guest that has asked for memory; at least a nanosecond. */
    protected abstract Duration holding();

    private static CountedBalloon emptyBalloon() {
        return new CountedBalloon(FREE_PAGES, 0);
    }

    @Test
    void takesFreeMemory() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());

            assertThat(balloon.sizePages()).isPositive();
        }
    }

    @Test
    void leavesTheGuestSomeMemoryAtAnyTime() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());
            pass(settling());

            assertThat(balloon.leastFree()).isPositive();
        }
    }

    @Test
    void takesWhatHasBecomeFree() {
        CountedBalloon balloon = emptyBalloon();
        balloon.use(FREE_PAGES / 2);
        try (Charge _ = control(balloon)) {
            pass(settling());
            long before = balloon.sizePages();
            balloon.release();

            pass(settling());

            assertThat(balloon.sizePages()).isGreaterThan(before);
        }
    }

    @Test
    void keepsWhatTheBalloonOfAGuestThatArrivesHolds() {
        CountedBalloon balloon = new CountedBalloon(0, FREE_PAGES);
        try (Charge charge = control(balloon)) {
            assertThat(balloon.sizePages()).isEqualTo(FREE_PAGES);
            assertThat(charge.figures().sizePages()).isEqualTo(FREE_PAGES);
        }
    }

    @Test
    void givesAtOnceWhatTheGuestAsksFor() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());
            long before = balloon.sizePages();

            long left = balloon.ask(ASKED_PAGES);

            assertThat(balloon.sizePages()).isLessThanOrEqualTo(before - ASKED_PAGES).isEqualTo(left);
        }
    }

    @Test
    void givesAllThereIsWhereMoreIsAskedFor() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());

            assertThat(balloon.ask(10 * FREE_PAGES)).isZero();
            assertThat(balloon.freePages()).isEqualTo(FREE_PAGES);
        }
    }

    @Test
    void holdsTheBalloonAfterTheGuestHasAsked() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());
            balloon.ask(ASKED_PAGES);
            long size = balloon.sizePages();
            long inflations = balloon.inflations();

            pass(holding());

            assertThat(balloon.sizePages()).isEqualTo(size);
            assertThat(balloon.inflations()).isEqualTo(inflations);
        }
    }

    @Test
    void holdsTheBalloonFromTheLastTimeTheGuestHasAsked() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());
            balloon.ask(ASKED_PAGES);
            pass(holding());
            balloon.ask(ASKED_PAGES);
            long inflations = balloon.inflations();

            pass(holding());

            assertThat(balloon.inflations()).isEqualTo(inflations);
        }
    }

    @Test
    void inflatesAgainInTheEnd() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge _ = control(balloon)) {
            pass(settling());
            balloon.ask(FREE_PAGES / 2);
            long size = balloon.sizePages();

            pass(holding().plus(settling()));
            pass(settling());

            assertThat(balloon.sizePages()).isGreaterThan(size);
        }
    }

    @Test
    void givesDuringAnInflationAndEndsIt() {
        CountedBalloon balloon = emptyBalloon();
        long[] inflations = new long[1];
        balloon.duringInflation(() -> {
            askOfAnotherThread(balloon);
            inflations[0] = balloon.inflations();
        });
        try (Charge charge = control(balloon)) {
            pass(settling().compareTo(holding()) < 0 ? settling() : holding());

            assertThat(charge.figures().pressureCalls()).isEqualTo(1);
            assertThat(balloon.inflations()).as("inflations, of which the last was cut short")
                    .isEqualTo(inflations[0]);
        }
    }

    /** A guest's thread waits for its answer, whatever the controller is at. */
    private static void askOfAnotherThread(CountedBalloon balloon) {
        try {
            Background.within(PATIENCE, "giving memory during an inflation", () -> balloon.ask(ASKED_PAGES));
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void tellsWhatItHasDone() {
        CountedBalloon balloon = emptyBalloon();
        try (Charge charge = control(balloon)) {
            pass(settling());
            assertThat(charge.figures().inflations()).isPositive();
            assertThat(charge.figures().pressureCalls()).isZero();
            long deflations = charge.figures().deflations();

            balloon.ask(ASKED_PAGES);
            balloon.ask(ASKED_PAGES);

            assertThat(charge.figures().deflations()).isEqualTo(deflations + 2);
            assertThat(charge.figures().pressureCalls()).isEqualTo(2);
            assertThat(charge.figures().sizePages()).isEqualTo(balloon.sizePages());
            assertThat(charge.figures().spentNanos()).isNotNegative();
        }
    }

    @Test
    void leavesTheBalloonAsItIsAfterItWasClosed() {
        CountedBalloon balloon = emptyBalloon();
        balloon.use(FREE_PAGES / 2);
        Charge charge = control(balloon);
        pass(settling());
        long size = balloon.sizePages();
        charge.close();
        balloon.release();

        pass(settling());
        charge.close();

        assertThat(balloon.sizePages()).isEqualTo(size);
    }

    @Test
    void aGuestIsGivenMemoryAfterItWasClosed() {
        CountedBalloon balloon = emptyBalloon();
        Charge charge = control(balloon);
        pass(settling());
        long before = balloon.sizePages();
        charge.close();

        balloon.ask(ASKED_PAGES);

        assertThat(balloon.sizePages()).isLessThanOrEqualTo(before - ASKED_PAGES);
    }

    @Test
    void outlivesABalloonThatBreaksForSomeTime() {
        CountedBalloon balloon = emptyBalloon();
        balloon.setBroken(true);
        try (Charge _ = control(balloon)) {
            pass(settling());
            balloon.ask(ASKED_PAGES);
            balloon.setBroken(false);

            pass(holding().plus(settling()));
            pass(settling());

            assertThat(balloon.sizePages()).isPositive();
        }
    }
}
