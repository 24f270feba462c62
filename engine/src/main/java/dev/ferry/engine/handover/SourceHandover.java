package dev.ferry.engine.handover;

import dev.ferry.engine.handover.SourceEvent.CancelAsked;
import dev.ferry.engine.handover.SourceEvent.CommitDecided;
import dev.ferry.engine.handover.SourceEvent.CompleteHeard;
import dev.ferry.engine.handover.SourceEvent.Failed;
import dev.ferry.engine.handover.SourceEvent.GuestPaused;
import dev.ferry.engine.handover.SourceEvent.Reserved;
import dev.ferry.engine.handover.SourceEvent.RunningHeard;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.SourceState.Reserving;
import java.util.concurrent.CancellationException;

/**
 * The source's side of the handover. {@link #next} is the whole of it; the object only holds the state for the threads
 * that meet here: the session and whoever cancels.
 */
public final class SourceHandover {

    private volatile SourceState state = new Reserving();

    /** The state now. */
    public SourceState state() {
        return state;
    }

    /**
     * Takes an event in.
     *
     * @throws CancellationException where the migration was cancelled meanwhile, for events of its progress
     */
    public synchronized SourceState on(SourceEvent event) {
        if (event instanceof Reserved || event instanceof GuestPaused || event instanceof CommitDecided) {
            throwIfCancelled();
        }
        state = next(state, event);
        return state;
    }

    /** Throws {@link CancellationException} once the migration was cancelled. */
    public void throwIfCancelled() {
        if (state instanceof GuestStayed(boolean cancelled, String reason) && cancelled) {
            throw new CancellationException(reason);
        }
    }

    /** The state after an event; an event that does not fit the state is an error of ours. */
    static SourceState next(SourceState state, SourceEvent event) {
        return switch (event) {
            case Reserved _ when state instanceof Reserving -> new Copying();
            case GuestPaused _ when state instanceof Copying -> new Paused();
            case CommitDecided _ when state instanceof Paused -> new Committing();
            case RunningHeard(long owedPages) when state instanceof Committing ->
                owedPages == 0 ? new Completed() : new Pushing();
            case CompleteHeard _ when state instanceof Pushing || state instanceof Completed ->
                new Completed();
            case CancelAsked _ -> end(state, true, "cancelled");
            case Failed(String reason) -> end(state, false, reason);
            case Reserved _,GuestPaused _,CommitDecided _,RunningHeard _,CompleteHeard _ ->
                throw new IllegalStateException(event + " does not fit " + state);
        };
    }

    /** Before commitment the guest stays; after it, cancelling comes too late and changes nothing. */
    private static SourceState end(SourceState state, boolean cancelled, String reason) {
        return switch (state) {
            case Reserving _,Copying _,Paused _ -> new GuestStayed(cancelled, reason);
            case Committing _ -> cancelled ? state : new InDoubt(reason);
            case Pushing _ -> cancelled ? state : new GuestLost(reason);
            case Completed _,GuestStayed _,InDoubt _,GuestLost _ -> state;
        };
    }
}
