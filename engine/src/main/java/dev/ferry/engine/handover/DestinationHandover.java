package dev.ferry.engine.handover;

import dev.ferry.engine.handover.DestinationEvent.CommitHeard;
import dev.ferry.engine.handover.DestinationEvent.Failed;
import dev.ferry.engine.handover.DestinationEvent.NothingOwed;
import dev.ferry.engine.handover.DestinationEvent.StateLoaded;
import dev.ferry.engine.handover.DestinationState.Completed;
import dev.ferry.engine.handover.DestinationState.Dropped;
import dev.ferry.engine.handover.DestinationState.Filling;
import dev.ferry.engine.handover.DestinationState.GuestLost;
import dev.ferry.engine.handover.DestinationState.Prepared;
import dev.ferry.engine.handover.DestinationState.Running;

/** The destination's side of the handover: {@link #next} is the whole of it. */
public final class DestinationHandover {

    private volatile DestinationState state = new Filling();

    /** The state now. */
    public DestinationState state() {
        return state;
    }

    /** Takes an event in. */
    public synchronized DestinationState on(DestinationEvent event) {
        state = next(state, event);
        return state;
    }

    /** The state after an event; an event that does not fit the state is an error of ours. */
    static DestinationState next(DestinationState state, DestinationEvent event) {
        return switch (event) {
            case StateLoaded _ when state instanceof Filling -> new Prepared();
            case CommitHeard _ when state instanceof Prepared -> new Running();
            case NothingOwed _ when state instanceof Running -> new Completed();
            case Failed(String reason) -> switch (state) {
                case Filling _,Prepared _ -> new Dropped(reason);
                case Running _ -> new GuestLost(reason);
                case Completed _,Dropped _,GuestLost _ -> state;
            };
            case StateLoaded _,CommitHeard _,NothingOwed _ ->
                throw new IllegalStateException(event + " does not fit " + state);
        };
    }
}
