package dev.ferry.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.testkit.ContractRun;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Balloons that are wrong, each in one way, are found so by the contract test. */
class BalloonMutantTest {

    static final class Subject extends BalloonContractTest {

        private static Supplier<ModelBalloon> subject = ModelBalloon::new;

        private final ModelBalloon balloon = subject.get();

        @Override
        protected Balloon balloon() {
            return balloon;
        }

        @Override
        protected long ask(long pages) {
            return balloon.ask(pages);
        }

        @Override
        protected void pause() {
            balloon.paused = true;
        }

        @Override
        protected void resume() {
            balloon.paused = false;
        }

        @Override
        protected Optional<MemorySource> memory() {
            return Optional.of(balloon.memory);
        }

        @Override
        protected boolean duringInflation(Runnable action) {
            balloon.duringInflation = action;
            return true;
        }
    }

    private static final class SaysWhatWasAsked extends ModelBalloon {
        @Override
        public long inflate(long pages) {
            super.inflate(pages);
            return pages;
        }
    }

    private static final class TakesMoreThanIsFree extends ModelBalloon {
        @Override
        public long inflate(long pages) {
            return move(pages);
        }
    }

    private static final class GivesMoreThanItHolds extends ModelBalloon {
        @Override
        public long deflate(long pages) {
            return -move(-pages);
        }
    }

    private static final class TakesNothing extends ModelBalloon {
        @Override
        public long inflate(long pages) {
            return 0;
        }
    }

    private static final class GivesAllBackAtOnce extends ModelBalloon {
        @Override
        public long deflate(long pages) {
            return pages == 0 ? 0 : super.deflate(size);
        }
    }

    private static final class DoesNotCountWhatItGaveBack extends ModelBalloon {
        @Override
        public long deflate(long pages) {
            long given = Math.min(pages, size);
            free += given;
            return given;
        }
    }

    private static final class TakesAPageWhereNoneIsAsked extends ModelBalloon {
        @Override
        public long inflate(long pages) {
            return super.inflate(Math.max(1, pages));
        }
    }

    private static final class KeepsWhatIsFree extends ModelBalloon {
        @Override
        public long freePages() {
            return 40;
        }
    }

    private static final class DriftsApart extends ModelBalloon {
        private int calls;

        @Override
        public long sizePages() {
            return calls > 20 ? size + 1 : size;
        }

        @Override
        public long inflate(long pages) {
            calls++;
            return super.inflate(pages);
        }
    }

    private static final class IsNotEmptyAtFirst extends ModelBalloon {
        IsNotEmptyAtFirst() {
            move(3);
        }
    }

    private static final class HidesPressure extends ModelBalloon {
        @Override
        public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {}
    }

    private static final class AnswersByItself extends ModelBalloon {
        @Override
        long ask(long pages) {
            super.ask(pages);
            return size;
        }
    }

    private static final class TellsTheFirst extends ModelBalloon {
        private boolean set;

        @Override
        public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
            handler = set ? handler : pagesAskedToPagesLeft;
            set = true;
        }
    }

    private static final class IsStuckUnderPressure extends ModelBalloon {
        private boolean asking;

        @Override
        public long deflate(long pages) {
            return asking ? 0 : super.deflate(pages);
        }

        @Override
        long ask(long pages) {
            asking = true;
            return super.ask(pages);
        }
    }

    private static final class HidesWhatItHolds extends ModelBalloon {
        @Override
        void take(long page) {
            super.take(page);
            memory.absent.remove(page);
        }
    }

    private static final class TakesWithoutATrace extends ModelBalloon {
        @Override
        void take(long page) {
            super.take(page);
            memory.dirty.remove(page);
        }
    }

    private static final class KeepsTheContents extends ModelBalloon {
        @Override
        void take(long page) {
            memory.absent.add(page);
            memory.dirty.add(page);
        }
    }

    private static final class BringsTheContentsBack extends ModelBalloon {
        @Override
        public long deflate(long pages) {
            long given = super.deflate(pages);
            memory.view(new PageRun(size, given)).fill((byte) -1);
            return given;
        }
    }

    private static final class TakesFromAPausedGuest extends ModelBalloon {
        @Override
        public long inflate(long pages) {
            boolean wasPaused = paused;
            paused = false;
            long taken = super.inflate(pages);
            paused = wasPaused;
            return taken;
        }
    }

    private static final class GivesToAPausedGuest extends ModelBalloon {
        @Override
        public long deflate(long pages) {
            return -move(-Math.min(pages, size));
        }
    }

    private static final class DoesNotGoOnAfterAPause extends ModelBalloon {
        private boolean wasPaused;

        @Override
        public long inflate(long pages) {
            wasPaused |= paused;
            return wasPaused ? 0 : super.inflate(pages);
        }
    }

    private static final class KeepsAllUntilSomebodyAsks extends ModelBalloon {
        KeepsAllUntilSomebodyAsks() {
            handler = _ -> size;
        }
    }

    private static final class LetsFailuresThrough extends ModelBalloon {
        @Override
        long afterFailure(long pages, RuntimeException failed) {
            throw failed;
        }
    }

    private static final class SwallowsFailures extends ModelBalloon {
        @Override
        long afterFailure(long pages, RuntimeException failed) {
            return size;
        }
    }

    private static final class InflatesUnderPressure extends ModelBalloon {
        @Override
        boolean endsUnderPressure() {
            return false;
        }
    }

    private static final class NeverInflatesAfterPressure extends ModelBalloon {
        private boolean wasAsked;

        @Override
        boolean endsUnderPressure() {
            wasAsked |= super.endsUnderPressure();
            return wasAsked;
        }
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        SAYS_WHAT_WAS_ASKED(SaysWhatWasAsked::new, "takesNoMoreThanIsFree"), TAKES_MORE_THAN_IS_FREE(
                TakesMoreThanIsFree::new, "takesNoMoreThanIsFree"), GIVES_MORE_THAN_IT_HOLDS(
                        GivesMoreThanItHolds::new, "givesBackNoMoreThanItHolds"), TAKES_NOTHING(
                                TakesNothing::new, "takesFreePagesAndSaysHowMany"), GIVES_ALL_BACK_AT_ONCE(
                                        GivesAllBackAtOnce::new,
                                        "givesBackAndSaysHowMany"), DOES_NOT_COUNT_WHAT_IT_GAVE_BACK(
                                                DoesNotCountWhatItGaveBack::new,
                                                "givesBackAndSaysHowMany"), TAKES_A_PAGE_WHERE_NONE_IS_ASKED(
                                                        TakesAPageWhereNoneIsAsked::new,
                                                        "takesAndGivesNothingWhereNothingIsAsked"), KEEPS_WHAT_IS_FREE(
                                                                KeepsWhatIsFree::new,
                                                                "takesFreePagesAndSaysHowMany"), DRIFTS_APART(
                                                                        DriftsApart::new,
                                                                        "figuresAddUpOverManySteps"), IS_NOT_EMPTY_AT_FIRST(
                                                                                IsNotEmptyAtFirst::new,
                                                                                "isEmptyAtFirst"), HIDES_PRESSURE(
                                                                                        HidesPressure::new,
                                                                                        "passesPressureOnAndTheAnswerBack"), ANSWERS_BY_ITSELF(
                                                                                                AnswersByItself::new,
                                                                                                "passesPressureOnAndTheAnswerBack"), TELLS_THE_FIRST(
                                                                                                        TellsTheFirst::new,
                                                                                                        "tellsTheLastOneWhoAskedToBeTold"), IS_STUCK_UNDER_PRESSURE(
                                                                                                                IsStuckUnderPressure::new,
                                                                                                                "canBeDeflatedUnderPressure"), HIDES_WHAT_IT_HOLDS(
                                                                                                                        HidesWhatItHolds::new,
                                                                                                                        "whatItHoldsIsAbsent"), TAKES_WITHOUT_A_TRACE(
                                                                                                                                TakesWithoutATrace::new,
                                                                                                                                "whatItTakesHasChanged"), KEEPS_THE_CONTENTS(
                                                                                                                                        KeepsTheContents::new,
                                                                                                                                        "whatItHoldsAndWhatItGivesBackIsZero"), BRINGS_THE_CONTENTS_BACK(
                                                                                                                                                BringsTheContentsBack::new,
                                                                                                                                                "whatItHoldsAndWhatItGivesBackIsZero"), TAKES_FROM_A_PAUSED_GUEST(
                                                                                                                                                        TakesFromAPausedGuest::new,
                                                                                                                                                        "takesAndGivesNothingWhileTheGuestIsPaused"), GIVES_TO_A_PAUSED_GUEST(
                                                                                                                                                                GivesToAPausedGuest::new,
                                                                                                                                                                "takesAndGivesNothingWhileTheGuestIsPaused"), DOES_NOT_GO_ON_AFTER_A_PAUSE(
                                                                                                                                                                        DoesNotGoOnAfterAPause::new,
                                                                                                                                                                        "takesAndGivesNothingWhileTheGuestIsPaused"), KEEPS_ALL_UNTIL_SOMEBODY_ASKS(
                                                                                                                                                                                KeepsAllUntilSomebodyAsks::new,
                                                                                                                                                                                "givesBackByItselfBeforeAnybodyAsksToBeTold"), LETS_FAILURES_THROUGH(
                                                                                                                                                                                        LetsFailuresThrough::new,
                                                                                                                                                                                        "givesBackByItselfWhereWhoIsToldFails"), SWALLOWS_FAILURES(
                                                                                                                                                                                                SwallowsFailures::new,
                                                                                                                                                                                                "givesBackByItselfWhereWhoIsToldFails"), INFLATES_UNDER_PRESSURE(
                                                                                                                                                                                                        InflatesUnderPressure::new,
                                                                                                                                                                                                        "anInflationEndsWhereTheGuestComesUnderPressure"), NEVER_INFLATES_AFTER_PRESSURE(
                                                                                                                                                                                                                NeverInflatesAfterPressure::new,
                                                                                                                                                                                                                "anInflationEndsWhereTheGuestComesUnderPressure");

        private final Supplier<ModelBalloon> balloon;
        private final String test;

        Mutant(Supplier<ModelBalloon> balloon, String test) {
            this.balloon = balloon;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.subject = ModelBalloon::new;

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.subject = mutant.balloon;

        assertThat(ContractRun.failures(Subject.class)).contains(mutant.test);
    }
}
