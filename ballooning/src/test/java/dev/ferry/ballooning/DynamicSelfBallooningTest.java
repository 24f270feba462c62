package dev.ferry.ballooning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule's thread: begins at once, comes again, and is gone after close. */
@Timeout(60)
class DynamicSelfBallooningTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final DynamicSelfBallooning SELDOM = new DynamicSelfBallooning(
            new BallooningSettings(Duration.ofDays(1), 95, 128, 1_000_000));
    private static final DynamicSelfBallooning OFTEN = new DynamicSelfBallooning(
            new BallooningSettings(Duration.ofNanos(1), 95, 128, 10));

    private static List<Thread> threadsOf(String guestId) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ferry-balloon-" + guestId)).toList();
    }

    private static void awaitSize(HeldBalloon balloon, long pages) {
        Background.await(PATIENCE, "a balloon of " + pages + " pages", () -> balloon.sizePages() == pages);
    }

    @Test
    void inflatesAtOnceHoweverLongTheIntervalIs() {
        HeldBalloon balloon = new HeldBalloon(10_000);
        balloon.letGo.countDown();
        try (Charge charge = SELDOM.control("at-once", balloon)) {
            // Not the size: that falls once more, for a moment, while the reserve is exchanged.
            Background.await(PATIENCE, "an inflation", () -> charge.figures().inflations() == 1);

            assertThat(balloon.sizePages()).isEqualTo(9_500);
            assertThat(threadsOf("at-once")).singleElement().matches(Thread::isDaemon);
        }
        assertThat(threadsOf("at-once")).isEmpty();
    }

    @Test
    void inflatesAgainAfterAnInterval() {
        HeldBalloon balloon = new HeldBalloon(10_000);
        balloon.letGo.countDown();
        try (Charge _ = OFTEN.control("again", balloon)) {
            awaitSize(balloon, 9_500);
            balloon.release(10_000);

            awaitSize(balloon, 19_000);
        }
    }

    @Test
    void inflatesAgainAfterTheBackOff() {
        HeldBalloon balloon = new HeldBalloon(10_000);
        balloon.letGo.countDown();
        try (Charge charge = OFTEN.control("back-off", balloon)) {
            awaitSize(balloon, 9_500);
            balloon.ask(5_000);

            Background.await(PATIENCE, "one more inflation", () -> charge.figures().inflations() > 1);
            awaitSize(balloon, 9_500);
        }
    }

    @Test
    void closeEndsAnInflationUnderWayAndWaitsForIt() throws Exception {
        HeldBalloon balloon = new HeldBalloon(100_000);
        Charge charge = SELDOM.control("closed", balloon);
        Background.await(PATIENCE, "an inflation to begin", () -> balloon.inflations.get() == 1);
        Thread closing = Thread.ofPlatform().daemon().start(charge::close);
        Background.await(PATIENCE, "close to wait",
                () -> closing.getState() == Thread.State.WAITING);

        balloon.letGo.countDown();

        assertThat(closing.join(PATIENCE)).isTrue();
        assertThat(threadsOf("closed")).isEmpty();
        assertThat(balloon.inflations).hasValue(1);
        charge.close();
    }

    @Test
    void closeWaitsEvenForWhoIsInterrupted() throws Exception {
        HeldBalloon balloon = new HeldBalloon(100_000);
        Charge charge = SELDOM.control("interrupted", balloon);
        Background.await(PATIENCE, "an inflation to begin", () -> balloon.inflations.get() == 1);
        boolean[] stillInterrupted = new boolean[1];
        Thread closing = Thread.ofPlatform().daemon().start(() -> {
            Thread.currentThread().interrupt();
            charge.close();
            stillInterrupted[0] = Thread.currentThread().isInterrupted();
        });
        Background.await(PATIENCE, "close to wait",
                () -> closing.getState() == Thread.State.WAITING);
        balloon.letGo.countDown();

        assertThat(closing.join(PATIENCE)).isTrue();
        assertThat(stillInterrupted).containsExactly(true);
        assertThat(threadsOf("interrupted")).isEmpty();
    }

    @Test
    void answersSeveralThreadsOfTheGuestDuringAnInflation() throws Exception {
        HeldBalloon balloon = new HeldBalloon(100_000);
        try (Charge charge = SELDOM.control("several", balloon)) {
            Background.await(PATIENCE, "an inflation to begin", () -> balloon.inflations.get() == 1);
            List<Future<Long>> calls = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                calls.add(Background.start(() -> balloon.ask(128)));
            }
            for (Future<Long> call : calls) {
                assertThat(Background.result(call, PATIENCE, "an answer")).isZero();
            }

            assertThat(charge.figures().pressureCalls()).isEqualTo(4);
            balloon.letGo.countDown();
        }
        assertThat(balloon.inflations).hasValue(1);
    }

    @Test
    void eachGuestHasAChargeOfItsOwn() {
        HeldBalloon one = new HeldBalloon(100);
        HeldBalloon other = new HeldBalloon(10_000);
        one.letGo.countDown();
        other.letGo.countDown();
        try (Charge charge = SELDOM.control("one", one);
                Charge another = SELDOM.control("other", other)) {
            awaitSize(other, 9_500);
            awaitSize(one, 95);

            one.ask(1);

            assertThat(charge.figures().pressureCalls()).isEqualTo(1);
            assertThat(another.figures().pressureCalls()).isZero();
        }
    }
}
