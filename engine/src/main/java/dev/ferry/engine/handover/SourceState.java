package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;

/**
 * Where the source stands.
 *
 * <pre>
 *                                             +---- nothing owed ----+
 *                                             |                      v
 *  Reserving --> Copying --> Paused --> Committing --> Pushing --> Completed
 *      |            |           |            |            |
 *      +------------+-----------+            |            |
 *                   v                        v            v
 *               GuestStayed              InDoubt      GuestLost
 * </pre>
 */
public sealed interface SourceState {

    /** Asking for room; the guest runs here. */
    record Reserving() implements SourceState {}

    /** Rounds; the guest runs here. */
    record Copying() implements SourceState {}

    /** The guest is paused here, and only here. */
    record Paused() implements SourceState {}

    /** COMMIT is on its way: only the destination can tell where the guest runs. */
    record Committing() implements SourceState {}

    /** The guest runs at the destination, which still lacks pages. */
    record Pushing() implements SourceState {}

    /** The destination lacks nothing. */
    record Completed() implements SourceState {}

    /** Ended before commitment. */
    record GuestStayed(boolean cancelled, String reason) implements SourceState {}

    /** Ended between commitment and its answer. */
    record InDoubt(String reason) implements SourceState {}

    /** Ended while pages were owed. */
    record GuestLost(String reason) implements SourceState {}

    /** What the state means for the guest. */
    default GuestFate guestFate() {
        return switch (this) {
            case Reserving _,Copying _,Paused _,GuestStayed _ -> GuestFate.RUNS_AT_SOURCE;
            case Committing _,InDoubt _ -> GuestFate.IN_DOUBT;
            case Pushing _,Completed _ -> GuestFate.RUNS_AT_DESTINATION;
            case GuestLost _ -> GuestFate.LOST;
        };
    }
}
