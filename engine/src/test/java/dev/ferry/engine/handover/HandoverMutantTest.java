package dev.ferry.engine.handover;

import static dev.ferry.engine.handover.DestinationAction.CLOSE_RESERVATION;
import static dev.ferry.engine.handover.DestinationAction.SEND_ABORT;
import static dev.ferry.engine.handover.DestinationAction.SEND_READY;
import static dev.ferry.engine.handover.DestinationAction.SEND_VERDICT;
import static dev.ferry.engine.handover.DestinationAction.START_GUEST;
import static dev.ferry.engine.handover.SourceAction.CLOSE_LINK;
import static dev.ferry.engine.handover.SourceAction.PAUSE_GUEST;
import static dev.ferry.engine.handover.SourceAction.RESUME_GUEST;
import static dev.ferry.engine.handover.SourceAction.SEND_BYE;
import static dev.ferry.engine.handover.SourceAction.SEND_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.engine.handover.Engine.Rules;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the exploration is worth: machines with one mistake each, and the invariant that finds it out. */
@Timeout(60)
class HandoverMutantTest {

    private static final String REASON = "reason";

    record Mutant(String mistake, Invariant foundBy, Engine engine) {
        @Override
        public String toString() {
            return mistake;
        }
    }

    @ParameterizedTest
    @MethodSource({"mutantsOfTheSource", "mutantsOfTheDestination", "mutantsOfTheEngine"})
    void eachMistakeIsFoundOut(Mutant mutant) {
        Violation violation = catchThrowableOfType(Violation.class, () -> {
            Explorer.explore(mutant.engine(), false);
            Explorer.explore(mutant.engine(), true);
        });

        assertThat(violation).as("not found out").isNotNull();
        assertThat(violation.invariant()).as(violation.getMessage()).isEqualTo(mutant.foundBy());
    }

    static Stream<Mutant> mutantsOfTheSource() {
        Step<SourceState, SourceAction> resumes = Step.to(new SourceState.GuestStayed(false, REASON),
                RESUME_GUEST, CLOSE_LINK);
        return Stream.of(
                source("takes silence after COMMIT for a no", Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof SourceState.Committing
                                && event instanceof SourceEvent.LinkLost,
                        resumes),
                source("cancels after COMMIT", Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof SourceState.Committing
                                && event instanceof SourceEvent.CancelAsked,
                        resumes),
                source("resumes where it gives up in doubt", Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof SourceState.InDoubt
                                && event instanceof SourceEvent.GiveUpAsked,
                        resumes),
                source("resumes where it is told to give up waiting and does not wait",
                        Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof SourceState.Committing
                                && event instanceof SourceEvent.GiveUpAsked,
                        resumes),
                source("resumes where a part fails in doubt", Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof SourceState.InDoubt
                                && event instanceof SourceEvent.Failed,
                        resumes),
                source("forgets to pause", Invariant.COMMIT_MEANS_PAUSED,
                        (_, event) -> event instanceof SourceEvent.SwitchoverBegun,
                        Step.to(new SourceState.Paused())),
                source("pauses after COMMIT", Invariant.COMMIT_MEANS_PAUSED,
                        (state, event) -> state instanceof SourceState.Copying
                                && event instanceof SourceEvent.SwitchoverBegun,
                        Step.to(new SourceState.Committing(), SEND_COMMIT, PAUSE_GUEST)),
                source("forgets to resume", Invariant.STAYED_RUNS,
                        (state, event) -> state instanceof SourceState.Paused
                                && event instanceof SourceEvent.CancelAsked,
                        Step.to(new SourceState.GuestStayed(true, REASON), SourceAction.SEND_ABORT,
                                CLOSE_LINK)),
                source("cancels and does not say so", Invariant.GIVING_UP_IS_FOR_LOST_LINKS,
                        (state, event) -> state instanceof SourceState.Paused
                                && event instanceof SourceEvent.CancelAsked,
                        Step.to(new SourceState.GuestStayed(true, REASON), RESUME_GUEST, CLOSE_LINK)),
                source("does not say BYE", Invariant.LINKS_ARE_LEFT,
                        (_, event) -> event instanceof SourceEvent.CompleteHeard,
                        Step.to(new SourceState.Completed())),
                source("takes the end of the stream for the end", Invariant.COMPLETED_MEANS_WHOLE,
                        (state, event) -> state instanceof SourceState.Pushing
                                && event instanceof SourceEvent.LinkLost,
                        Step.to(new SourceState.Completed(), CLOSE_LINK)),
                source("is done though pages are owed", Invariant.COMPLETED_MEANS_WHOLE,
                        (_, event) -> event instanceof SourceEvent.RunningHeard(long owed) && owed > 0,
                        Step.to(new SourceState.Completed())),
                source("takes a verdict that nothing is missing for COMPLETE",
                        Invariant.COMPLETED_MEANS_WHOLE,
                        (_, event) -> event instanceof SourceEvent.VerdictHeard(Verdict.Running(long missing))
                                && missing == 0,
                        Step.to(new SourceState.Completed(), SEND_BYE)),
                source("loses the guest with the link", Invariant.LOST_ONLY_WHEN_GIVEN_UP,
                        (state, event) -> state instanceof SourceState.Pushing
                                && event instanceof SourceEvent.LinkLost,
                        Step.to(new SourceState.GuestLost(REASON), CLOSE_LINK)),
                source("does not say COMMIT again", Invariant.END_IS_IN_REACH,
                        (_, event) -> event instanceof SourceEvent.VerdictHeard(Verdict.Prepared()),
                        Step.to(new SourceState.Committing())),
                source("does not believe that the guest never ran", Invariant.END_IS_IN_REACH,
                        (_, event) -> event instanceof SourceEvent.VerdictHeard(Verdict.Dropped _),
                        Step.to(new SourceState.InDoubt(REASON), CLOSE_LINK)),
                source("does not believe that the destination has all", Invariant.END_IS_IN_REACH,
                        (_, event) -> event instanceof SourceEvent.VerdictHeard(Verdict.Completed()),
                        Step.to(new SourceState.PushPaused(REASON), CLOSE_LINK)),
                source("goes on reading a link that it counts as lost", Invariant.EVENTS_FIT,
                        (state, event) -> state instanceof SourceState.Committing
                                && event instanceof SourceEvent.Failed,
                        Step.to(new SourceState.InDoubt(REASON))));
    }

    static Stream<Mutant> mutantsOfTheDestination() {
        return Stream.of(
                destination("starts before COMMIT", Invariant.DROPPED_NEVER_RUNS,
                        (_, event) -> event instanceof DestinationEvent.StateLoaded,
                        Step.to(new DestinationState.Prepared(), SEND_READY, START_GUEST)),
                destination("starts where the source does not come back", Invariant.ONE_GUEST_RUNS,
                        (state, event) -> state instanceof DestinationState.Undecided
                                && event instanceof DestinationEvent.GiveUpAsked,
                        Step.to(new DestinationState.Starting(), START_GUEST)),
                destination("says ABORT before the guest is stopped", Invariant.DROPPED_NEVER_RUNS,
                        (_, event) -> event instanceof DestinationEvent.StartFailed,
                        Step.to(new DestinationState.Dropped(REASON), SEND_ABORT,
                                DestinationAction.PAUSE_GUEST,
                                DestinationAction.CLOSE_LINK, CLOSE_RESERVATION)),
                destination("drops a guest that it is about to start", Invariant.DROPPED_NEVER_RUNS,
                        (state, event) -> state instanceof DestinationState.Starting
                                && event instanceof DestinationEvent.Failed,
                        Step.to(new DestinationState.Dropped(REASON), SEND_ABORT,
                                DestinationAction.CLOSE_LINK,
                                CLOSE_RESERVATION)),
                destination("drops a guest that has run", Invariant.DROPPED_NEVER_RUNS,
                        (state, event) -> state instanceof DestinationState.RunningPaused
                                && event instanceof DestinationEvent.GiveUpAsked,
                        Step.to(new DestinationState.Dropped(REASON), CLOSE_RESERVATION)),
                destination("takes the end of the stream for the end", Invariant.COMPLETED_MEANS_WHOLE,
                        (state, event) -> state instanceof DestinationState.Running
                                && event instanceof DestinationEvent.LinkLost,
                        Step.to(new DestinationState.Completed(), DestinationAction.CLOSE_LINK)),
                destination("loses the guest with the link", Invariant.LOST_ONLY_WHEN_GIVEN_UP,
                        (state, event) -> state instanceof DestinationState.Running
                                && event instanceof DestinationEvent.LinkLost,
                        Step.to(new DestinationState.GuestLost(REASON), DestinationAction.CLOSE_LINK,
                                CLOSE_RESERVATION)),
                destination("keeps memory that it does not need", Invariant.MEMORY_IS_GIVEN_BACK,
                        (state, event) -> state instanceof DestinationState.Prepared
                                && event instanceof DestinationEvent.AbortHeard,
                        Step.to(new DestinationState.Dropped(REASON), DestinationAction.CLOSE_LINK)),
                destination("does not say RUNNING", Invariant.END_IS_IN_REACH,
                        (_, event) -> event instanceof DestinationEvent.Started(long owed) && owed > 0,
                        Step.to(new DestinationState.Running())),
                destination("does not say COMPLETE", Invariant.END_IS_IN_REACH,
                        (state, event) -> state instanceof DestinationState.Running
                                && event instanceof DestinationEvent.NothingOwed,
                        Step.to(new DestinationState.Completed())),
                destination("does not answer RESUME", Invariant.EVENTS_FIT,
                        (state, event) -> state instanceof DestinationState.RunningPaused
                                && event instanceof DestinationEvent.SourceCameBack,
                        Step.to(new DestinationState.Running())),
                destination("answers RESUME and does not go on", Invariant.EVENTS_FIT,
                        (state, event) -> state instanceof DestinationState.Undecided
                                && event instanceof DestinationEvent.SourceCameBack,
                        Step.to(new DestinationState.Undecided(REASON), SEND_VERDICT)),
                destination("waits for a lost link as if it were there", Invariant.END_IS_IN_REACH,
                        (state, event) -> state instanceof DestinationState.Prepared
                                && event instanceof DestinationEvent.LinkLost,
                        Step.to(new DestinationState.Prepared(), DestinationAction.CLOSE_LINK)));
    }

    static Stream<Mutant> mutantsOfTheEngine() {
        return Stream.of(
                new Mutant("goes back to an old link", Invariant.NEW_LINK_OUTLIVES_OLD,
                        engine(new Rules(false, true, true))),
                new Mutant("goes on reading an old link", Invariant.EVENTS_FIT,
                        engine(new Rules(true, false, true))),
                new Mutant("takes a new link before all was done on the old", Invariant.EVENTS_FIT,
                        engine(new Rules(true, true, false))));
    }

    private static Mutant source(String mistake, Invariant foundBy,
            BiPredicate<SourceState, SourceEvent> where,
            Step<SourceState, SourceAction> instead) {
        return new Mutant("the source " + mistake, foundBy, new Engine(
                (state, event) -> where.test(state, event) ? instead : SourceHandover.next(state, event),
                DestinationHandover::next, Rules.ALL));
    }

    private static Mutant destination(String mistake, Invariant foundBy,
            BiPredicate<DestinationState, DestinationEvent> where,
            Step<DestinationState, DestinationAction> instead) {
        return new Mutant("the destination " + mistake, foundBy, new Engine(SourceHandover::next,
                (state, event) -> where.test(state, event) ? instead : DestinationHandover.next(state, event),
                Rules.ALL));
    }

    private static Engine engine(Rules rules) {
        return new Engine(SourceHandover::next, DestinationHandover::next, rules);
    }
}
