package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.testkit.ContractRun;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Balloon controllers that are wrong, each in one way, are found so by the contract test. */
class BalloonControllerMutantTest {

    static final class Subject extends BalloonControllerContractTest {

        private static Function<Balloon, ModelController> controller = ModelController::new;

        private ModelController steered;

        @Override
        protected Charge control(Balloon balloon) {
            steered = controller.apply(balloon);
            return steered;
        }

        @Override
        protected void pass(Duration span) {
            for (long second = 0; second < span.toSeconds(); second++) {
                steered.step();
            }
        }

        @Override
        protected Duration settling() {
            return Duration.ofSeconds(1);
        }

        @Override
        protected Duration holding() {
            return Duration.ofSeconds(ModelController.HOLD_STEPS);
        }
    }

    private static final class TakesNothing extends ModelController {
        TakesNothing(Balloon balloon) {
            super(balloon);
        }

        @Override
        long target() {
            return 0;
        }
    }

    private static final class TakesEverything extends ModelController {
        TakesEverything(Balloon balloon) {
            super(balloon);
        }

        @Override
        long target() {
            return balloon.freePages() + balloon.sizePages();
        }
    }

    private static final class TakesOnce extends ModelController {
        private boolean done;

        TakesOnce(Balloon balloon) {
            super(balloon);
        }

        @Override
        void step() {
            if (!done) {
                super.step();
            }
            done = true;
        }
    }

    private static final class BeginsWithAnEmptyBalloon extends ModelController {
        BeginsWithAnEmptyBalloon(Balloon balloon) {
            super(balloon);
            balloon.deflate(balloon.sizePages());
        }
    }

    private static final class IgnoresPressure extends ModelController {
        IgnoresPressure(Balloon balloon) {
            super(balloon);
        }

        @Override
        void give(long pages) {}
    }

    private static final class GivesTooLittle extends ModelController {
        GivesTooLittle(Balloon balloon) {
            super(balloon);
        }

        @Override
        void give(long pages) {
            super.give(Math.min(pages, 128));
        }
    }

    private static final class AnswersWhatItGave extends ModelController {
        AnswersWhatItGave(Balloon balloon) {
            super(balloon);
        }

        @Override
        long press(long pages) {
            super.press(pages);
            return pages;
        }
    }

    private static final class LeavesPressureToTheBalloon extends ModelController {
        LeavesPressureToTheBalloon(Balloon balloon) {
            super(balloon);
        }

        @Override
        void takeCharge() {}
    }

    private static final class TakesDuringBackOff extends ModelController {
        TakesDuringBackOff(Balloon balloon) {
            super(balloon);
        }

        @Override
        boolean isHeld() {
            return false;
        }
    }

    private static final class HoldsFromTheFirstCall extends ModelController {
        private boolean held;

        HoldsFromTheFirstCall(Balloon balloon) {
            super(balloon);
        }

        @Override
        void hold() {
            if (!held) {
                super.hold();
            }
            held = true;
        }
    }

    private static final class HoldsForGood extends ModelController {
        private boolean pressedEver;

        HoldsForGood(Balloon balloon) {
            super(balloon);
        }

        @Override
        boolean isHeld() {
            return pressedEver;
        }

        @Override
        void hold() {
            pressedEver = true;
        }
    }

    private static final class GoesOnUnderPressure extends ModelController {
        GoesOnUnderPressure(Balloon balloon) {
            super(balloon);
        }

        @Override
        long press(long pages) {
            long left = super.press(pages);
            pressed = false;
            return left;
        }
    }

    private static final class DoesNotCountCalls extends ModelController {
        DoesNotCountCalls(Balloon balloon) {
            super(balloon);
        }

        @Override
        void countCall() {}
    }

    private static final class TellsOfAnEmptyBalloon extends ModelController {
        TellsOfAnEmptyBalloon(Balloon balloon) {
            super(balloon);
        }

        @Override
        public BalloonFigures figures() {
            BalloonFigures right = super.figures();
            return new BalloonFigures(0, right.inflations(), right.deflations(), right.pressureCalls(), 0);
        }
    }

    private static final class WorksAfterClose extends ModelController {
        WorksAfterClose(Balloon balloon) {
            super(balloon);
        }

        @Override
        boolean isClosed() {
            return false;
        }
    }

    private static final class EmptiesTheBalloonInTheEnd extends ModelController {
        EmptiesTheBalloonInTheEnd(Balloon balloon) {
            super(balloon);
        }

        @Override
        public void close() {
            super.close();
            balloon.deflate(balloon.sizePages());
        }
    }

    private static final class LetsTheGuestStarveInTheEnd extends ModelController {
        LetsTheGuestStarveInTheEnd(Balloon balloon) {
            super(balloon);
        }

        @Override
        public void close() {
            super.close();
            balloon.onPressure(_ -> 0);
        }
    }

    private static final class BreaksWithTheBalloon extends ModelController {
        private boolean brokeOnce;

        BreaksWithTheBalloon(Balloon balloon) {
            super(balloon);
        }

        @Override
        void step() {
            if (brokeOnce) {
                return;
            }
            try {
                balloon.deflate(0);
            } catch (RuntimeException _) {
                brokeOnce = true;
            }
            super.step();
        }
    }

    private static final class ThrowsAtTheGuest extends ModelController {
        ThrowsAtTheGuest(Balloon balloon) {
            super(balloon);
        }

        @Override
        long press(long pages) {
            hold();
            pressed = true;
            countCall();
            give(pages);
            return balloon.sizePages();
        }
    }

    static Stream<Arguments> mutants() {
        return Stream.of(mutant("takes nothing", TakesNothing::new, "takesFreeMemory"),
                mutant("takes everything", TakesEverything::new, "leavesTheGuestSomeMemoryAtAnyTime"),
                mutant("takes once", TakesOnce::new, "takesWhatHasBecomeFree"),
                mutant("begins with an empty balloon", BeginsWithAnEmptyBalloon::new,
                        "keepsWhatTheBalloonOfAGuestThatArrivesHolds"),
                mutant("ignores pressure", IgnoresPressure::new, "givesAtOnceWhatTheGuestAsksFor"),
                mutant("gives too little", GivesTooLittle::new, "givesAtOnceWhatTheGuestAsksFor"),
                mutant("answers what it gave", AnswersWhatItGave::new, "givesAllThereIsWhereMoreIsAskedFor"),
                mutant("leaves pressure to the balloon", LeavesPressureToTheBalloon::new,
                        "holdsTheBalloonAfterTheGuestHasAsked"),
                mutant("takes during back-off", TakesDuringBackOff::new,
                        "holdsTheBalloonAfterTheGuestHasAsked"),
                mutant("holds from the first call", HoldsFromTheFirstCall::new,
                        "holdsTheBalloonFromTheLastTimeTheGuestHasAsked"),
                mutant("holds for good", HoldsForGood::new, "inflatesAgainInTheEnd"),
                mutant("goes on under pressure", GoesOnUnderPressure::new, "givesDuringAnInflationAndEndsIt"),
                mutant("does not count calls", DoesNotCountCalls::new, "tellsWhatItHasDone"),
                mutant("tells of an empty balloon", TellsOfAnEmptyBalloon::new, "tellsWhatItHasDone"),
                mutant("works after close", WorksAfterClose::new,
                        "leavesTheBalloonAsItIsAfterItWasClosed"),
                mutant("empties the balloon in the end", EmptiesTheBalloonInTheEnd::new,
                        "leavesTheBalloonAsItIsAfterItWasClosed"),
                mutant("lets the guest starve in the end", LetsTheGuestStarveInTheEnd::new,
                        "aGuestIsGivenMemoryAfterItWasClosed"),
                mutant("breaks with the balloon", BreaksWithTheBalloon::new,
                        "outlivesABalloonThatBreaksForSomeTime"),
                mutant("throws at the guest", ThrowsAtTheGuest::new,
                        "outlivesABalloonThatBreaksForSomeTime"));
    }

    private static Arguments mutant(String name, Function<Balloon, ModelController> controller, String test) {
        return argumentSet(name, controller, test);
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.controller = ModelController::new;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFound(Function<Balloon, ModelController> mutant, String test) {
        Subject.controller = mutant;

        assertThat(ContractRun.failures(Subject.class)).contains(test);
    }
}
