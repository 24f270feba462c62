package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;

/**
 * Where the destination stands.
 *
 * <pre>
 *                                         +--- nothing owed ---+
 *                                         |                    v
 *  Filling --> Prepared --> Starting -----+--> Running --> Completed
 *     |         |  ^  |        |               |  ^            ^
 *     |         |  |  v        |               v  |            |
 *     |         | Undecided    |            RunningPaused -----+
 *     v         v      |       v                 |
 *     +---- Dropped {@literal <}--+-------+                 v
 *                                            GuestLost
 * </pre>
 *
 * {@link Undecided} and {@link RunningPaused} wait for the source to come back over a new link.
 */
public sealed interface DestinationState {

    /** Memory is reserved and fills; the guest is not ours. */
    record Filling() implements DestinationState {}

    /** Could run the guest, and waits for COMMIT. */
    record Prepared() implements DestinationState {}

    /** The link was lost before COMMIT was heard: could run the guest, and may not. */
    record Undecided(String reason) implements DestinationState {}

    /** COMMIT was heard: the guest is about to run. */
    record Starting() implements DestinationState {}

    /** The guest runs here; pages are owed. */
    record Running() implements DestinationState {}

    /** The link was lost while pages are owed: the guest runs here, and waits where it touches a missing one. */
    record RunningPaused(String reason) implements DestinationState {}

    /** End: the guest runs here and lacks nothing. */
    record Completed() implements DestinationState {}

    /** End: the guest never ran here; what was reserved is given back. */
    record Dropped(String reason) implements DestinationState {}

    /** End: given up while pages were owed. */
    record GuestLost(String reason) implements DestinationState {}

    /** Whether this waits for the source to come back. */
    default boolean waitsForLink() {
        return this instanceof Undecided || this instanceof RunningPaused;
    }

    /** Whether nothing more can happen to the guest here. */
    default boolean isEnd() {
        return this instanceof Completed || this instanceof Dropped || this instanceof GuestLost;
    }

    /**
     * What a source that comes back is told.
     *
     * @param missingPages what the guest lacks
     * @throws IllegalStateException in states in which it is not told anything: {@link Filling} and {@link Starting}
     */
    default Verdict verdict(long missingPages) {
        return switch (this) {
            case Prepared _,Undecided _ -> new Verdict.Prepared();
            case Running _,RunningPaused _ -> new Verdict.Running(missingPages);
            case Completed _ -> new Verdict.Completed();
            case Dropped(String reason) -> new Verdict.Dropped(reason);
            case GuestLost(String reason) -> new Verdict.Lost(reason);
            case Filling _,Starting _ -> throw new IllegalStateException("no verdict in " + this);
        };
    }

    /** What the state means for the guest, as far as this side can know. */
    default GuestFate guestFate() {
        return switch (this) {
            case Filling _,Prepared _,Dropped _ -> GuestFate.RUNS_AT_SOURCE;
            case Undecided _ -> GuestFate.IN_DOUBT;
            case Starting _,Running _,RunningPaused _,Completed _ -> GuestFate.RUNS_AT_DESTINATION;
            case GuestLost _ -> GuestFate.LOST;
        };
    }
}
