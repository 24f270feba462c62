package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;

/**
 * Where the source stands.
 *
 * <pre>
 *                                             +---- nothing owed ----+
 *                                             |                      v
 *  Reserving --> Copying --> Paused --> Committing --> Pushing --> Completed
 *      |            |           |          ^  |         ^  |          ^
 *      |            |           |          |  v         |  v          |
 *      |            |           |         InDoubt --> PushPaused -----+
 *      +------------+-----------+--------- |  |            |
 *                   v                      |  v            v
 *               GuestStayed {@literal <}------------+ Unsettled    GuestLost
 * </pre>
 *
 * {@link InDoubt} and {@link PushPaused} wait for a new link; the verdict heard over it settles what comes next.
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

    /** The link was lost while committing: paused, until the destination says whether it heard COMMIT. */
    record InDoubt(String reason) implements SourceState {}

    /** The guest runs at the destination, which still lacks pages. */
    record Pushing() implements SourceState {}

    /** The link was lost while pages were owed: they are kept until the destination is reached again. */
    record PushPaused(String reason) implements SourceState {}

    /** End: the destination lacks nothing. */
    record Completed() implements SourceState {}

    /** End: the guest runs on here, as before the migration. */
    record GuestStayed(boolean cancelled, String reason) implements SourceState {}

    /** End: given up while in doubt. */
    record Unsettled(String reason) implements SourceState {}

    /** End: given up, here or there, while pages were owed. */
    record GuestLost(String reason) implements SourceState {}

    /** Whether this waits for the destination to be reached over a new link. */
    default boolean waitsForLink() {
        return this instanceof InDoubt || this instanceof PushPaused;
    }

    /** What the state means for the guest. */
    default GuestFate guestFate() {
        return switch (this) {
            case Reserving _,Copying _,Paused _,GuestStayed _ -> GuestFate.RUNS_AT_SOURCE;
            case Committing _,InDoubt _,Unsettled _ -> GuestFate.IN_DOUBT;
            case Pushing _,PushPaused _,Completed _ -> GuestFate.RUNS_AT_DESTINATION;
            case GuestLost _ -> GuestFate.LOST;
        };
    }
}
