package dev.ferry.engine.handover;

import dev.ferry.engine.handover.Move.Kind;
import dev.ferry.engine.handover.World.Destination;
import dev.ferry.engine.handover.World.Guest;
import dev.ferry.engine.handover.World.Source;

/** What must hold, whatever comes. */
enum Invariant {
    /** No event comes that the machine does not take, unless its side has decided to leave the link. */
    EVENTS_FIT,
    /** Never do two guests run; one that may have been started counts. */
    ONE_GUEST_RUNS {
        @Override
        boolean holds(World before, Move move) {
            return move.after().source().guest() != Guest.RUNNING
                    || !mayRun(move.after().destination().guest());
        }
    },
    /** Once it ran at the destination, it never runs at the source again. */
    SOURCE_NEVER_RUNS_AFTER_DESTINATION {
        @Override
        boolean holds(World before, Move move) {
            return move.after().source().guest() != Guest.RUNNING || !move.after().destination().hasRun();
        }
    },
    /** Until it has run at the destination the source can run it; from then on the destination keeps it. */
    GUEST_IS_KEPT {
        @Override
        boolean holds(World before, Move move) {
            Source source = move.after().source();
            Destination destination = move.after().destination();
            if (destination.hasRun()) {
                return !destination.alive() || destination.guest() == Guest.RUNNING
                        || destination.state() instanceof DestinationState.GuestLost;
            }
            return !source.alive() || !(source.state() instanceof SourceState.Completed
                    || source.state() instanceof SourceState.GuestLost);
        }
    },
    /** A guest is given up only by a side that waits and is asked to, or by a source that hears that it was. */
    LOST_ONLY_WHEN_GIVEN_UP {
        @Override
        boolean holds(World before, Move move) {
            boolean sourceLoses = !(before.source().state() instanceof SourceState.GuestLost)
                    && move.after().source().state() instanceof SourceState.GuestLost;
            boolean destinationLoses = !(before.destination().state() instanceof DestinationState.GuestLost)
                    && move.after().destination().state() instanceof DestinationState.GuestLost;
            return (!sourceLoses || move.kind() == Kind.SOURCE_GIVES_UP
                    || before.sourceLink().toSource().indexOf(Message.VERDICT_LOST) == 0)
                    && (!destinationLoses || move.kind() == Kind.DESTINATION_GIVES_UP);
        }
    },
    /** Where a side is Completed, the destination lacks nothing, and its guest is there to stay. */
    COMPLETED_MEANS_WHOLE {
        @Override
        boolean holds(World before, Move move) {
            Destination destination = move.after().destination();
            boolean whole = destination.hasRun() && !destination.lacksPage()
                    && !(destination.state() instanceof DestinationState.GuestLost);
            return whole || !(move.after().source().state() instanceof SourceState.Completed
                    || destination.state() instanceof DestinationState.Completed);
        }
    },
    /** Neither the end of a stream nor any other failure makes a side Completed. */
    FAILURE_IS_NO_SUCCESS {
        @Override
        boolean holds(World before, Move move) {
            return move.kind() == Kind.PROGRESS || !completes(before, move.after());
        }

        private static boolean completes(World before, World after) {
            return !(before.source().state() instanceof SourceState.Completed)
                    && after.source().state() instanceof SourceState.Completed
                    || !(before.destination().state() instanceof DestinationState.Completed)
                            && after.destination().state() instanceof DestinationState.Completed;
        }
    },
    /** Dropped says that the guest will never run at the destination, and nobody is told so before. */
    DROPPED_NEVER_RUNS {
        @Override
        boolean holds(World before, Move move) {
            Destination destination = move.after().destination();
            boolean told = move.after().sourceLink().toSource().stream()
                    .anyMatch(message -> message == Message.ABORT || message == Message.VERDICT_DROPPED);
            boolean dropped = destination.state() instanceof DestinationState.Dropped;
            if (told && destination.alive() && (!dropped || mayRun(destination.guest()))) {
                return false;
            }
            return !dropped || !destination.hasRun()
                    && !destination.toDo().contains(DestinationAction.START_GUEST);
        }
    },
    /** GuestStayed says that the guest runs at the source, at once or as soon as what was decided is done. */
    STAYED_RUNS {
        @Override
        boolean holds(World before, Move move) {
            Source source = move.after().source();
            return !(source.state() instanceof SourceState.GuestStayed) || source.guest() == Guest.RUNNING
                    || source.toDo().contains(SourceAction.RESUME_GUEST);
        }
    },
    /** The guest is paused at the source while it may be asked to run elsewhere. */
    COMMIT_MEANS_PAUSED {
        @Override
        boolean holds(World before, Move move) {
            Source source = move.after().source();
            return source.guest() != Guest.RUNNING
                    || !(source.state() instanceof SourceState.Committing
                            || source.state() instanceof SourceState.InDoubt
                            || source.state() instanceof SourceState.Unsettled);
        }
    },
    /** An end is one: a side that came to it stays there. */
    ENDS_STAY {
        @Override
        boolean holds(World before, Move move) {
            World after = move.after();
            return (!before.source().isEnd() || !after.source().alive()
                    || after.source().state().equals(before.source().state()))
                    && (!before.destination().state().isEnd() || !after.destination().alive()
                            || after.destination().state().equals(before.destination().state()));
        }
    },
    /** A destination that does not keep the guest gives its memory back, and one that may run it does not. */
    MEMORY_IS_GIVEN_BACK {
        @Override
        boolean holds(World before, Move move) {
            Destination destination = move.after().destination();
            boolean keeps = !(destination.state() instanceof DestinationState.Dropped
                    || destination.state() instanceof DestinationState.GuestLost);
            return !destination.alive() || !destination.toDo().isEmpty() || destination.reserved() == keeps;
        }
    },
    /** A destination on the newest link does not go back to an older one. */
    NEW_LINK_OUTLIVES_OLD {
        @Override
        boolean holds(World before, Move move) {
            return move.kind() != Kind.PROGRESS || !before.isOnNewestLink() || move.after().isOnNewestLink();
        }
    },
    /** From wherever both sides live, both can come to their end without a further failure. */
    END_IS_IN_REACH,
    /** As long as no link is lost, both come to their end without anyone giving up, whatever else fails. */
    GIVING_UP_IS_FOR_LOST_LINKS,
    /** Where both have ended and nothing goes on, neither holds a link. */
    LINKS_ARE_LEFT,
    /** Where nothing goes on by itself, a side has ended, or waits for a link and says so. */
    NOBODY_WAITS_IN_SILENCE,
    /** Where the guest runs at the destination and nobody gave up, both sides can come to Completed. */
    PUSH_CAN_COMPLETE,
    /** As long as nobody crashes or gives up, one guest runs wherever nothing goes on. */
    GUEST_RUNS_IN_THE_END;

    /** Whether it holds of a step. Those of the whole graph are for {@link Explorer}. */
    boolean holds(World before, Move move) {
        return true;
    }

    private static boolean mayRun(Guest guest) {
        return guest == Guest.RUNNING || guest == Guest.HALF_STARTED;
    }
}
