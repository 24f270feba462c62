package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;

/**
 * Where the destination stands.
 *
 * <pre>
 *  Filling --> Prepared --> Running --> Completed
 *     |            |           |
 *     +------------+           v
 *            v             GuestLost
 *         Dropped
 * </pre>
 */
public sealed interface DestinationState {

    /** Memory is reserved and fills; the guest is not ours. */
    record Filling() implements DestinationState {}

    /** Could run the guest, and waits for COMMIT. */
    record Prepared() implements DestinationState {}

    /** The guest runs here; pages may be owed. */
    record Running() implements DestinationState {}

    /** The guest runs here and lacks nothing. */
    record Completed() implements DestinationState {}

    /** Ended before COMMIT: what was reserved is given back. */
    record Dropped(String reason) implements DestinationState {}

    /** Ended while pages were owed: the guest waits for pages that do not come. */
    record GuestLost(String reason) implements DestinationState {}

    /** What the state means for the guest, as far as this side can know. */
    default GuestFate guestFate() {
        return switch (this) {
            case Filling _,Prepared _,Dropped _ -> GuestFate.RUNS_AT_SOURCE;
            case Running _,Completed _ -> GuestFate.RUNS_AT_DESTINATION;
            case GuestLost _ -> GuestFate.LOST;
        };
    }
}
