package dev.ferry.testkit.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.guest.Reservation;
import dev.ferry.testkit.ContractRun;
import dev.ferry.testkit.internal.Background;
import dev.ferry.testkit.wrap.ForwardingGuestControl;
import dev.ferry.testkit.wrap.ForwardingReservation;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.WorkloadState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Controls of guests that are wrong, each in one way, are found so by the contract test. */
class GuestControlMutantTest {

    private static final Function<GuestControl, GuestControl> RIGHT = control -> control;

    static final class Subject extends PlatformControlContractTest {

        private static Function<GuestControl, GuestControl> atSource = RIGHT;
        private static Function<SoftwareReservation, Reservation> atDestination = room -> room;
        private static Duration patience = Duration.ofSeconds(10);

        private GuestControl control;
        private SoftwareReservation room;

        @Override
        protected GuestPlatform platform() {
            return new SoftwareGuestPlatform();
        }

        @Override
        protected long memoryBytes() {
            return 64 << 10;
        }

        @Override
        protected GuestControl control() {
            control = control == null ? atSource.apply(super.control()) : control;
            return control;
        }

        @Override
        protected Reservation reserve() {
            room = (SoftwareReservation) super.reserve();
            return atDestination.apply(room);
        }

        @Override
        protected Optional<String> findWrong(Reservation arrived) {
            return room.prove();
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    private static final class RunsOnAfterPause extends ForwardingGuestControl {
        private byte[] state = {};

        RunsOnAfterPause(GuestControl right) {
            super(right);
        }

        @Override
        public void pause() {
            super.pause();
            state = super.saveState();
            super.resume();
        }

        @Override
        public byte[] saveState() {
            awaitWholeStep(this);
            return state;
        }
    }

    private static final class StaysPaused extends ForwardingGuestControl {
        StaysPaused(GuestControl right) {
            super(right);
        }

        @Override
        public void resume() {}
    }

    private static final class CountsPauses extends ForwardingGuestControl {
        private int pauses;

        CountsPauses(GuestControl right) {
            super(right);
        }

        @Override
        public void pause() {
            pauses++;
            super.pause();
        }

        @Override
        public void resume() {
            if (--pauses <= 0) {
                super.resume();
            }
        }
    }

    private static final class CountsResumes extends ForwardingGuestControl {
        private int resumes = 1;

        CountsResumes(GuestControl right) {
            super(right);
        }

        @Override
        public void pause() {
            if (--resumes <= 0) {
                super.pause();
            }
        }

        @Override
        public byte[] saveState() {
            awaitWholeStep(this);
            super.pause();
            byte[] state = super.saveState();
            super.resume();
            return state;
        }

        @Override
        public void resume() {
            resumes++;
            super.resume();
        }
    }

    private static final class LosesTheLastStep extends ForwardingGuestControl {
        LosesTheLastStep(GuestControl right) {
            super(right);
        }

        @Override
        public byte[] saveState() {
            WorkloadState state = WorkloadState.fromBytes(super.saveState());
            return new WorkloadState(state.workload(),
                    state.steps().stream().map(done -> Math.max(0, done - 1)).toList())
                    .toBytes();
        }
    }

    private static final class EndsOnceItsStateIsSaved extends ForwardingGuestControl {
        private boolean saved;

        EndsOnceItsStateIsSaved(GuestControl right) {
            super(right);
        }

        @Override
        public byte[] saveState() {
            saved = true;
            return super.saveState();
        }

        @Override
        public void resume() {
            if (!saved) {
                super.resume();
            }
        }
    }

    private static final class CannotBeStunnedAfterAll extends ForwardingGuestControl {
        CannotBeStunnedAfterAll(GuestControl right) {
            super(right);
        }

        @Override
        public boolean stun(int percent) {
            return false;
        }
    }

    private static final class StopsWhereItIsStunned extends ForwardingGuestControl {
        StopsWhereItIsStunned(GuestControl right) {
            super(right);
        }

        @Override
        public boolean stun(int percent) {
            pause();
            return true;
        }
    }

    private static final class CountsWorkInThePause extends ForwardingGuestControl {
        private long more;

        CountsWorkInThePause(GuestControl right) {
            super(right);
        }

        @Override
        public OptionalLong workDone() {
            return OptionalLong.of(super.workDone().orElseThrow() + more++);
        }
    }

    private static final class DoesNotKnowItsWorkAfterAll extends ForwardingGuestControl {
        DoesNotKnowItsWorkAfterAll(GuestControl right) {
            super(right);
        }

        @Override
        public OptionalLong workDone() {
            return OptionalLong.empty();
        }
    }

    /**
     * Returns once a guest of one task has done a step that began after the call: however busy the machine is, a mutant
     * that runs on has then changed what it must leave alone.
     */
    private static void awaitWholeStep(GuestControl runsOn) {
        long before = runsOn.workDone().orElseThrow();
        Background.await(Duration.ofSeconds(30), "the mutant runs on",
                () -> runsOn.workDone().orElseThrow() > before + 1);
    }

    /** Room whose guest takes another control's place. */
    private static Reservation arriving(SoftwareReservation room, GuestControl control) {
        return new ForwardingReservation(room) {
            @Override
            public GuestControl control() {
                return control;
            }
        };
    }

    private static Reservation takesAnyState(SoftwareReservation room) {
        return arriving(room, new ForwardingGuestControl(room.control()) {
            @Override
            public void loadState(byte[] state) {
                try {
                    super.loadState(state);
                } catch (IllegalArgumentException hidden) {
                    // This is what is wrong with it.
                }
            }
        });
    }

    private static Reservation loadsLess(SoftwareReservation room) {
        return arriving(room, new ForwardingGuestControl(room.control()) {
            @Override
            public void loadState(byte[] state) {
                WorkloadState read = WorkloadState.fromBytes(state);
                super.loadState(WorkloadState.initial(read.workload()).toBytes());
            }
        });
    }

    private static Reservation touchesMemory(SoftwareReservation room) {
        return arriving(room, new ForwardingGuestControl(room.control()) {
            @Override
            public void loadState(byte[] state) {
                super.loadState(state);
                room.memory.get(0, 0);
            }
        });
    }

    private static Reservation cannotBeEnded(SoftwareReservation room) {
        return new ForwardingReservation(room) {
            @Override
            public void close() {
                room.prove();
                super.close();
            }
        };
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        RUNS_ON_AFTER_PAUSE(RunsOnAfterPause::new, "aPausedGuestLeavesItsMemoryAlone"), STAYS_PAUSED(
                StaysPaused::new, "aResumedGuestGoesOn"), COUNTS_PAUSES(CountsPauses::new,
                        "pausingAPausedGuestDoesNothing"), COUNTS_RESUMES(CountsResumes::new,
                                "resumingARunningGuestDoesNothing"), LOSES_THE_LAST_STEP(
                                        LosesTheLastStep::new,
                                        "theStateTakesTheGuestOver"), ENDS_ONCE_ITS_STATE_IS_SAVED(
                                                EndsOnceItsStateIsSaved::new,
                                                "theGuestGoesOnAtTheSourceAfterItsStateWasSaved"), CANNOT_BE_STUNNED_AFTER_ALL(
                                                        CannotBeStunnedAfterAll::new,
                                                        "isSlowedWhereItSaysSo"), STOPS_WHERE_IT_IS_STUNNED(
                                                                StopsWhereItIsStunned::new,
                                                                "isSlowedWhereItSaysSo"), COUNTS_WORK_IN_THE_PAUSE(
                                                                        CountsWorkInThePause::new,
                                                                        "countsItsWorkWhereItSaysSo"), DOES_NOT_KNOW_ITS_WORK_AFTER_ALL(
                                                                                DoesNotKnowItsWorkAfterAll::new,
                                                                                "countsItsWorkWhereItSaysSo"), TAKES_ANY_STATE(
                                                                                        RIGHT,
                                                                                        GuestControlMutantTest::takesAnyState,
                                                                                        "refusesAStateThatIsNone"), LOADS_LESS(
                                                                                                RIGHT,
                                                                                                GuestControlMutantTest::loadsLess,
                                                                                                "theStateTakesTheGuestOver"), TOUCHES_MEMORY(
                                                                                                        RIGHT,
                                                                                                        GuestControlMutantTest::touchesMemory,
                                                                                                        "loadingAStateDoesNotTouchMemory"), CANNOT_BE_ENDED(
                                                                                                                RIGHT,
                                                                                                                GuestControlMutantTest::cannotBeEnded,
                                                                                                                "aGuestThatWaitsForAPageCanBeEnded");

        private final Function<GuestControl, GuestControl> atSource;
        private final Function<SoftwareReservation, Reservation> atDestination;
        private final String test;

        Mutant(Function<GuestControl, GuestControl> atSource, String test) {
            this(atSource, room -> room, test);
        }

        Mutant(Function<GuestControl, GuestControl> atSource,
                Function<SoftwareReservation, Reservation> atDestination,
                String test) {
            this.atSource = atSource;
            this.atDestination = atDestination;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.atSource = RIGHT;
        Subject.atDestination = room -> room;
        Subject.patience = Duration.ofSeconds(10);

        assertThat(ContractRun.failures(Subject.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.atSource = mutant.atSource;
        Subject.atDestination = mutant.atDestination;
        Subject.patience = Duration.ofMillis(500);

        assertThat(ContractRun.failures(Subject.class, mutant.test)).contains(mutant.test);
    }
}
