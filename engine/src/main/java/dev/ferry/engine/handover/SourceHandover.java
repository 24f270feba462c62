package dev.ferry.engine.handover;

import static dev.ferry.engine.handover.SourceAction.CLOSE_LINK;
import static dev.ferry.engine.handover.SourceAction.PAUSE_GUEST;
import static dev.ferry.engine.handover.SourceAction.RESUME_GUEST;
import static dev.ferry.engine.handover.SourceAction.SEND_ABORT;
import static dev.ferry.engine.handover.SourceAction.SEND_BYE;
import static dev.ferry.engine.handover.SourceAction.SEND_COMMIT;

import dev.ferry.engine.handover.SourceEvent.AbortHeard;
import dev.ferry.engine.handover.SourceEvent.CancelAsked;
import dev.ferry.engine.handover.SourceEvent.CompleteHeard;
import dev.ferry.engine.handover.SourceEvent.Failed;
import dev.ferry.engine.handover.SourceEvent.GiveUpAsked;
import dev.ferry.engine.handover.SourceEvent.LinkLost;
import dev.ferry.engine.handover.SourceEvent.ReadyHeard;
import dev.ferry.engine.handover.SourceEvent.Reserved;
import dev.ferry.engine.handover.SourceEvent.RunningHeard;
import dev.ferry.engine.handover.SourceEvent.SwitchoverBegun;
import dev.ferry.engine.handover.SourceEvent.VerdictHeard;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.PushPaused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.SourceState.Reserving;
import dev.ferry.engine.handover.SourceState.Unsettled;

/**
 * The source's side of the handover: {@link #next} is the whole of it.
 *
 * <p>
 * What makes it safe: the guest is resumed here only before COMMIT was sent, or once the destination has said that it
 * never ran it and never will. Nothing else, no timeout and no end of a stream, is taken for that.
 */
public final class SourceHandover {

    private SourceHandover() {}

    /** Where a migration begins. */
    public static SourceState start() {
        return new Reserving();
    }

    /**
     * What an event leads to.
     *
     * @throws IllegalStateException where the event cannot come in that state
     */
    public static Step<SourceState, SourceAction> next(SourceState state, SourceEvent event) {
        return switch (event) {
            case Reserved _ when state instanceof Reserving -> Step.to(new Copying());
            case SwitchoverBegun _ when state instanceof Copying -> Step.to(new Paused(), PAUSE_GUEST);
            case ReadyHeard _ when state instanceof Paused -> Step.to(new Committing(), SEND_COMMIT);
            case RunningHeard(long owedPages) when state instanceof Committing -> Step.to(running(owedPages));
            case CompleteHeard _ when state instanceof Pushing || state instanceof Completed ->
                Step.to(new Completed(), SEND_BYE);
            case CancelAsked _ -> cancel(state);
            case AbortHeard(String reason) -> abort(state, reason);
            case LinkLost(String reason) -> lose(state, reason);
            case Failed(String reason) -> lose(state, reason);
            case VerdictHeard(Verdict verdict) when state.waitsForLink() -> settle(state, verdict);
            case GiveUpAsked _ -> giveUp(state);
            case Reserved _,SwitchoverBegun _,ReadyHeard _,RunningHeard _,CompleteHeard _,VerdictHeard _ ->
                throw new IllegalStateException(event + " does not fit " + state);
        };
    }

    private static SourceState running(long owedPages) {
        return owedPages == 0 ? new Completed() : new Pushing();
    }

    private static Step<SourceState, SourceAction> stay(SourceState state) {
        return Step.to(state);
    }

    /** Before commitment the guest stays; after it, cancelling comes too late and changes nothing. */
    private static Step<SourceState, SourceAction> cancel(SourceState state) {
        return switch (state) {
            case Reserving _,Copying _,Paused _ -> guestStays(true, "cancelled");
            case Committing _,InDoubt _,Pushing _,PushPaused _,Completed _,GuestStayed _,Unsettled _,GuestLost _ ->
                stay(state);
        };
    }

    private static Step<SourceState, SourceAction> guestStays(boolean cancelled, String reason) {
        return Step.to(new GuestStayed(cancelled, reason), RESUME_GUEST, SEND_ABORT, CLOSE_LINK);
    }

    /** The destination says ABORT only where it has not run the guest; of one that has, it is not believed. */
    private static Step<SourceState, SourceAction> abort(SourceState state, String reason) {
        return switch (state) {
            case Committing _ -> Step.to(new GuestStayed(false, reason), RESUME_GUEST, CLOSE_LINK);
            case Reserving _,Copying _,Paused _,InDoubt _,Pushing _,PushPaused _,Completed _,GuestStayed _,Unsettled _,GuestLost _ ->
                lose(state, reason);
        };
    }

    /** The link cannot be used any more, whether it broke or a part at this end did. */
    private static Step<SourceState, SourceAction> lose(SourceState state, String reason) {
        return switch (state) {
            case Reserving _,Copying _,Paused _ -> guestStays(false, reason);
            case Committing _ -> Step.to(new InDoubt(reason), CLOSE_LINK);
            case Pushing _ -> Step.to(new PushPaused(reason), CLOSE_LINK);
            case Completed _ -> Step.to(state, CLOSE_LINK);
            case InDoubt _,PushPaused _,GuestStayed _,Unsettled _,GuestLost _ -> stay(state);
        };
    }

    /** The destination was reached again. One that has run the guest cannot take that back: it is not believed. */
    private static Step<SourceState, SourceAction> settle(SourceState state, Verdict verdict) {
        boolean mayNotHaveRun = state instanceof InDoubt;
        return switch (verdict) {
            case Verdict.Prepared _ when mayNotHaveRun -> Step.to(new Committing(), SEND_COMMIT);
            case Verdict.Dropped(String reason) when mayNotHaveRun ->
                Step.to(new GuestStayed(false, reason), RESUME_GUEST, CLOSE_LINK);
            // Also where nothing is missing: only COMPLETE ends a push.
            case Verdict.Running _ -> Step.to(new Pushing());
            case Verdict.Completed _ -> Step.to(new Completed());
            case Verdict.Lost(String reason) -> Step.to(new GuestLost(reason), CLOSE_LINK);
            case Verdict.Prepared _,Verdict.Dropped _ -> Step.to(state, CLOSE_LINK);
        };
    }

    private static Step<SourceState, SourceAction> giveUp(SourceState state) {
        return switch (state) {
            case InDoubt(String reason) -> Step.to(new Unsettled(reason));
            case PushPaused(String reason) -> Step.to(new GuestLost(reason));
            case Reserving _,Copying _,Paused _,Committing _,Pushing _,Completed _,GuestStayed _,Unsettled _,GuestLost _ ->
                stay(state);
        };
    }
}
