package dev.ferry.engine.handover;

import static dev.ferry.engine.handover.DestinationAction.CLOSE_LINK;
import static dev.ferry.engine.handover.DestinationAction.CLOSE_RESERVATION;
import static dev.ferry.engine.handover.DestinationAction.PAUSE_GUEST;
import static dev.ferry.engine.handover.DestinationAction.SEND_ABORT;
import static dev.ferry.engine.handover.DestinationAction.SEND_COMPLETE;
import static dev.ferry.engine.handover.DestinationAction.SEND_READY;
import static dev.ferry.engine.handover.DestinationAction.SEND_RUNNING;
import static dev.ferry.engine.handover.DestinationAction.SEND_VERDICT;
import static dev.ferry.engine.handover.DestinationAction.START_GUEST;

import dev.ferry.engine.handover.DestinationEvent.AbortHeard;
import dev.ferry.engine.handover.DestinationEvent.CommitHeard;
import dev.ferry.engine.handover.DestinationEvent.Failed;
import dev.ferry.engine.handover.DestinationEvent.GiveUpAsked;
import dev.ferry.engine.handover.DestinationEvent.LinkLost;
import dev.ferry.engine.handover.DestinationEvent.NothingOwed;
import dev.ferry.engine.handover.DestinationEvent.SourceCameBack;
import dev.ferry.engine.handover.DestinationEvent.StartFailed;
import dev.ferry.engine.handover.DestinationEvent.Started;
import dev.ferry.engine.handover.DestinationEvent.StateLoaded;
import dev.ferry.engine.handover.DestinationState.Completed;
import dev.ferry.engine.handover.DestinationState.Dropped;
import dev.ferry.engine.handover.DestinationState.Filling;
import dev.ferry.engine.handover.DestinationState.GuestLost;
import dev.ferry.engine.handover.DestinationState.Prepared;
import dev.ferry.engine.handover.DestinationState.Running;
import dev.ferry.engine.handover.DestinationState.RunningPaused;
import dev.ferry.engine.handover.DestinationState.Starting;
import dev.ferry.engine.handover.DestinationState.Undecided;

/**
 * The destination's side of the handover: {@link #next} is the whole of it.
 *
 * <p>
 * What makes it safe: the guest is started here only after COMMIT was heard; and the source is told that the guest
 * never ran here only when it never can any more.
 */
public final class DestinationHandover {

    private DestinationHandover() {}

    /** Where a migration begins, once memory is reserved. */
    public static DestinationState start() {
        return new Filling();
    }

    /**
     * What an event leads to.
     *
     * @throws IllegalStateException where the event cannot come in that state
     */
    public static Step<DestinationState, DestinationAction> next(DestinationState state,
            DestinationEvent event) {
        return switch (event) {
            case StateLoaded _ when state instanceof Filling -> Step.to(new Prepared(), SEND_READY);
            case CommitHeard _ when state instanceof Prepared -> Step.to(new Starting(), START_GUEST);
            case Started(long owedPages) when state instanceof Starting -> owedPages == 0
                    ? Step.to(new Completed(), SEND_RUNNING, SEND_COMPLETE)
                    : Step.to(new Running(), SEND_RUNNING);
            // Half started it must not run on: the source will, once it hears ABORT.
            case StartFailed(String reason) when state instanceof Starting ->
                Step.to(new Dropped(reason), PAUSE_GUEST, SEND_ABORT, CLOSE_LINK, CLOSE_RESERVATION);
            case NothingOwed _ when state instanceof Running -> Step.to(new Completed(), SEND_COMPLETE);
            case NothingOwed _ when state instanceof RunningPaused -> Step.to(new Completed());
            case AbortHeard(String reason) -> abort(state, reason);
            case LinkLost(String reason) -> lose(state, reason);
            case Failed(String reason) -> fail(state, reason);
            case SourceCameBack _ -> comeBack(state, event);
            case GiveUpAsked _ -> giveUp(state);
            case StateLoaded _,CommitHeard _,Started _,StartFailed _,NothingOwed _ ->
                throw doesNotFit(state, event);
        };
    }

    private static IllegalStateException doesNotFit(DestinationState state, DestinationEvent event) {
        return new IllegalStateException(event + " does not fit " + state);
    }

    private static Step<DestinationState, DestinationAction> stay(DestinationState state) {
        return Step.to(state);
    }

    /** A source that has said COMMIT cannot take the guest back: from one whose guest runs here it is the end of the link. */
    private static Step<DestinationState, DestinationAction> abort(DestinationState state, String reason) {
        return switch (state) {
            case Filling _,Prepared _ -> Step.to(new Dropped(reason), CLOSE_LINK, CLOSE_RESERVATION);
            case Undecided _,Starting _,Running _,RunningPaused _,Completed _,Dropped _,GuestLost _ ->
                lose(state, reason);
        };
    }

    private static Step<DestinationState, DestinationAction> lose(DestinationState state, String reason) {
        return switch (state) {
            case Filling _ -> Step.to(new Dropped(reason), CLOSE_LINK, CLOSE_RESERVATION);
            case Prepared _ -> Step.to(new Undecided(reason), CLOSE_LINK);
            case Running _ -> Step.to(new RunningPaused(reason), CLOSE_LINK);
            case Completed _ -> Step.to(state, CLOSE_LINK);
            case Undecided _,Starting _,RunningPaused _,Dropped _,GuestLost _ -> stay(state);
        };
    }

    /** A guest that does not run yet is given up where a part breaks; one that runs is kept, and may be helped. */
    private static Step<DestinationState, DestinationAction> fail(DestinationState state, String reason) {
        return switch (state) {
            case Filling _,Prepared _ ->
                Step.to(new Dropped(reason), SEND_ABORT, CLOSE_LINK, CLOSE_RESERVATION);
            case Undecided _ -> Step.to(new Dropped(reason), CLOSE_RESERVATION);
            case Starting _,Running _,RunningPaused _,Completed _,Dropped _,GuestLost _ ->
                lose(state, reason);
        };
    }

    private static Step<DestinationState, DestinationAction> comeBack(DestinationState state,
            DestinationEvent event) {
        return switch (state) {
            case Undecided _ -> Step.to(new Prepared(), SEND_VERDICT);
            case RunningPaused _ -> Step.to(new Running(), SEND_VERDICT);
            case Completed _ -> Step.to(state, SEND_VERDICT, SEND_COMPLETE);
            case Dropped _,GuestLost _ -> Step.to(state, SEND_VERDICT);
            case Filling _,Prepared _,Starting _,Running _ -> throw doesNotFit(state, event);
        };
    }

    private static Step<DestinationState, DestinationAction> giveUp(DestinationState state) {
        return switch (state) {
            case Undecided(String reason) -> Step.to(new Dropped(reason), CLOSE_RESERVATION);
            case RunningPaused(String reason) -> Step.to(new GuestLost(reason), CLOSE_RESERVATION);
            case Filling _,Prepared _,Starting _,Running _,Completed _,Dropped _,GuestLost _ -> stay(state);
        };
    }
}
