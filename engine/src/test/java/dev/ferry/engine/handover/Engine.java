package dev.ferry.engine.handover;

import dev.ferry.engine.handover.Move.Kind;
import dev.ferry.engine.handover.World.Destination;
import dev.ferry.engine.handover.World.Guest;
import dev.ferry.engine.handover.World.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The model of all that surrounds the two machines: two engines, the links between them, and what may go wrong. Its
 * {@link #moves} are all the steps that are possible in a world.
 *
 * @param sourceNext the source's machine
 * @param destinationNext the destination's
 * @param rules what the engines themselves look after
 */
record Engine(BiFunction<SourceState, SourceEvent, Step<SourceState, SourceAction>> sourceNext,
        BiFunction<DestinationState, DestinationEvent, Step<DestinationState, DestinationAction>> destinationNext,
        Rules rules) {

    /**
     * What the engines look after.
     *
     * @param refusesOldAttempts the destination takes only an attempt newer than the last one it took
     * @param leavesOldLink the destination reads a link no more once it counts as lost
     * @param finishesFirst nobody takes or makes a new link while something is left to be done
     */
    record Rules(boolean refusesOldAttempts, boolean leavesOldLink, boolean finishesFirst) {
        static final Rules ALL = new Rules(true, true, true);
    }

    static final Engine REAL = new Engine(SourceHandover::next, DestinationHandover::next, Rules.ALL);

    private static final String REASON = "reason";
    private static final int ATTEMPTS_UNDER_WAY = 2;

    List<Move> moves(World world) {
        List<Move> moves = new ArrayList<>();
        if (world.source().alive()) {
            sourceMoves(world, moves);
        }
        if (world.destination().alive()) {
            destinationMoves(world, moves);
        }
        moves.removeIf(move -> move.after().equals(world));
        return moves;
    }

    private static void add(List<Move> moves, Kind kind, String text, World after) {
        moves.add(new Move(kind, text, after.tidied()));
    }

    // The source.

    private void sourceMoves(World world, List<Move> moves) {
        Source source = world.source();
        Link link = world.sourceLink();
        if (!source.toDo().isEmpty()) {
            add(moves, Kind.PROGRESS, "source does " + source.toDo().getFirst(), sourceDoes(world));
        }
        if (source.state() instanceof SourceState.Copying) {
            add(moves, Kind.PROGRESS, "source hands over", on(world, new SourceEvent.SwitchoverBegun()));
        }
        if (source.state() instanceof SourceState.Paused && source.toDo().isEmpty() && !source.stateSent()) {
            add(moves, Kind.PROGRESS, "source sends STATE",
                    sourceSends(world.with(source.withStateSent()), Message.STATE));
        }
        if (source.state() instanceof SourceState.Pushing && link.atSource() && !link.pagesSent()
                && world.destination().lacksPage()) {
            add(moves, Kind.PROGRESS, "source sends PAGES", sourceSends(world, Message.PAGES));
        }
        if (link.atSource()) {
            sourceReads(world, link, moves);
        }
        if (mayReconnect(world)) {
            add(moves, Kind.RECONNECT, "source makes a new link and sends RESUME", world.withAttempt());
        }
        add(moves, Kind.CANCEL, "cancel", on(world, new SourceEvent.CancelAsked()));
        add(moves, Kind.FAILURE, "source fails", on(world, new SourceEvent.Failed(REASON)));
        // Whoever gives up while it waits also drops the attempt that is under way.
        add(moves, Kind.SOURCE_GIVES_UP, "source gives up", on(
                source.state().waitsForLink() ? leftBySource(world) : world, new SourceEvent.GiveUpAsked()));
        add(moves, Kind.CRASH, "source crashes", leftBySource(world.with(Source.CRASHED)));
    }

    private void sourceReads(World world, Link link, List<Move> moves) {
        if (!link.toSource().isEmpty()) {
            Message message = link.toSource().getFirst();
            add(moves, Kind.PROGRESS, "source reads " + message,
                    on(world.withSourceLink(link.readAtSource()), sourceEvent(message)));
        }
        boolean ended = link.toSource().isEmpty() && !link.atDestination();
        add(moves, ended ? Kind.END_OF_STREAM : Kind.LOSS,
                ended ? "source reads the end of the stream" : "source loses the link",
                on(leftBySource(world), new SourceEvent.LinkLost(REASON)));
    }

    private boolean mayReconnect(World world) {
        Source source = world.source();
        return source.state().waitsForLink() && !world.sourceLink().atSource()
                && (source.toDo().isEmpty() || !rules.finishesFirst) && world.destination().alive()
                && world.links().size() <= ATTEMPTS_UNDER_WAY;
    }

    private World on(World world, SourceEvent event) {
        Source source = world.source();
        try {
            return world.with(source.after(sourceNext.apply(source.state(), event)));
        } catch (IllegalStateException refused) {
            // What is read between the decision to leave a link and leaving it is of no use any more.
            if (source.isEnd() || source.toDo().contains(SourceAction.CLOSE_LINK)) {
                return world;
            }
            throw new Violation(Invariant.EVENTS_FIT, String.valueOf(refused.getMessage()));
        }
    }

    private static SourceEvent sourceEvent(Message message) {
        return switch (message) {
            case WELCOME -> new SourceEvent.Reserved();
            case READY -> new SourceEvent.ReadyHeard();
            case RUNNING_WHOLE -> new SourceEvent.RunningHeard(0);
            case RUNNING_OWED -> new SourceEvent.RunningHeard(1);
            case COMPLETE -> new SourceEvent.CompleteHeard();
            case ABORT -> new SourceEvent.AbortHeard(REASON);
            case VERDICT_PREPARED -> new SourceEvent.VerdictHeard(new Verdict.Prepared());
            case VERDICT_RUNNING_WHOLE -> new SourceEvent.VerdictHeard(new Verdict.Running(0));
            case VERDICT_RUNNING_OWED -> new SourceEvent.VerdictHeard(new Verdict.Running(1));
            case VERDICT_COMPLETED -> new SourceEvent.VerdictHeard(new Verdict.Completed());
            case VERDICT_DROPPED -> new SourceEvent.VerdictHeard(new Verdict.Dropped(REASON));
            case VERDICT_LOST -> new SourceEvent.VerdictHeard(new Verdict.Lost(REASON));
            case STATE, COMMIT, PAGES, BYE, RESUME -> throw new IllegalArgumentException(message.name());
        };
    }

    private World sourceDoes(World world) {
        List<SourceAction> toDo = world.source().toDo();
        Source source = world.source().with(List.copyOf(toDo.subList(1, toDo.size())));
        World without = world.with(source);
        return switch (toDo.getFirst()) {
            case PAUSE_GUEST -> without.with(source.with(Guest.PAUSED));
            case RESUME_GUEST -> without.with(source.with(Guest.RUNNING));
            case SEND_COMMIT -> sourceSends(without, Message.COMMIT);
            case SEND_ABORT -> sourceSends(without, Message.ABORT);
            case SEND_BYE -> sourceSends(without, Message.BYE);
            case CLOSE_LINK -> leftBySource(without);
        };
    }

    private World sourceSends(World world, Message message) {
        Link link = world.sourceLink();
        return link.atSource()
                ? world.withSourceLink(link.send(true, message))
                : on(world, new SourceEvent.LinkLost(REASON));
    }

    private static World leftBySource(World world) {
        return world.withSourceLink(world.sourceLink().leftBySource());
    }

    // The destination.

    private void destinationMoves(World world, List<Move> moves) {
        Destination destination = world.destination();
        if (!destination.toDo().isEmpty()) {
            destinationDoes(world, moves);
        }
        if (destination.isStarting()) {
            boolean runs = destination.guest() == Guest.RUNNING;
            long owedPages = destination.lacksPage() ? 1 : 0;
            add(moves, Kind.PROGRESS, "destination hears that the start " + (runs ? "succeeded" : "failed"),
                    on(world, runs
                            ? new DestinationEvent.Started(owedPages)
                            : new DestinationEvent.StartFailed(REASON)));
        }
        if (isShortOfNothing(destination)) {
            add(moves, Kind.PROGRESS, "destination finds nothing owed",
                    on(world, new DestinationEvent.NothingOwed()));
        }
        if (world.destinationLink().atDestination()) {
            destinationReads(world, world.accepted(), moves);
        }
        for (int i = 0; i < world.links().size(); i++) {
            if (i != world.accepted() && world.links().get(i).atDestination()) {
                destinationReadsOther(world, i, moves);
            }
        }
        add(moves, Kind.FAILURE, "destination fails", on(world, new DestinationEvent.Failed(REASON)));
        add(moves, Kind.DESTINATION_GIVES_UP, "destination gives up",
                on(world, new DestinationEvent.GiveUpAsked()));
        add(moves, Kind.CRASH, "destination crashes", crashed(world));
    }

    private static boolean isShortOfNothing(Destination destination) {
        return !destination.lacksPage() && (destination.state() instanceof DestinationState.Running
                || destination.state() instanceof DestinationState.RunningPaused);
    }

    private static World crashed(World world) {
        World crashed = world.with(world.destination().crashed());
        for (int i = 0; i < world.links().size(); i++) {
            crashed = crashed.withLink(i, world.links().get(i).leftByDestination());
        }
        return crashed;
    }

    private void destinationReads(World world, int index, List<Move> moves) {
        Link link = world.links().get(index);
        if (!link.toDestination().isEmpty()) {
            Message message = link.toDestination().getFirst();
            add(moves, Kind.PROGRESS, "destination reads " + message,
                    take(world.withLink(index, link.readAtDestination()), message));
        }
        if (index == world.accepted()) {
            boolean ended = link.toDestination().isEmpty() && !link.atSource();
            add(moves, ended ? Kind.END_OF_STREAM : Kind.LOSS,
                    ended ? "destination reads the end of the stream" : "destination loses the link",
                    on(leftByDestination(world), new DestinationEvent.LinkLost(REASON)));
        }
    }

    private World take(World world, Message message) {
        return switch (message) {
            case STATE -> on(world, new DestinationEvent.StateLoaded());
            case COMMIT -> on(world, new DestinationEvent.CommitHeard());
            case ABORT -> on(world, new DestinationEvent.AbortHeard(REASON));
            case PAGES -> world.destination().reserved() ? world.with(world.destination().whole()) : world;
            case BYE -> leftByDestination(world);
            default -> throw new IllegalArgumentException(message.name());
        };
    }

    /** Links that are not the destination's yet, or, where a rule is left out, not any more. */
    private void destinationReadsOther(World world, int index, List<Move> moves) {
        Link link = world.links().get(index);
        if (link.toDestination().isEmpty()) {
            add(moves, Kind.END_OF_STREAM, "destination reads the end of an old link",
                    world.withLink(index, link.leftByDestination()));
            return;
        }
        if (link.toDestination().getFirst() != Message.RESUME) {
            destinationReads(world, index, moves);
            return;
        }
        Destination destination = world.destination();
        if (!link.atSource()) {
            add(moves, Kind.LOSS, "RESUME is lost", world.withLink(index, link.leftByDestination()));
        }
        if (index < world.accepted() && rules.refusesOldAttempts) {
            add(moves, Kind.PROGRESS, "destination refuses an old RESUME",
                    world.withLink(index, link.leftByDestination()));
        } else if (destination.isBusy() && rules.finishesFirst) {
            return;
        } else if (destination.state().waitsForLink() || destination.state().isEnd()) {
            World left = rules.leavesOldLink ? leftByDestination(world) : world;
            add(moves, Kind.PROGRESS, "destination reads RESUME", on(
                    left.withLink(index, link.readAtDestination()).accepting(index),
                    new DestinationEvent.SourceCameBack()));
        } else {
            World left = rules.leavesOldLink ? leftByDestination(world) : world;
            add(moves, Kind.PROGRESS, "destination sees RESUME and leaves the old link",
                    on(left, new DestinationEvent.LinkLost(REASON)));
        }
    }

    private World on(World world, DestinationEvent event) {
        Destination destination = world.destination();
        try {
            return world.with(destination.after(destinationNext.apply(destination.state(), event)));
        } catch (IllegalStateException refused) {
            if (destination.state().isEnd() || destination.toDo().contains(DestinationAction.CLOSE_LINK)) {
                return world;
            }
            throw new Violation(Invariant.EVENTS_FIT, String.valueOf(refused.getMessage()));
        }
    }

    private void destinationDoes(World world, List<Move> moves) {
        List<DestinationAction> toDo = world.destination().toDo();
        Destination destination = world.destination().with(List.copyOf(toDo.subList(1, toDo.size())));
        World without = world.with(destination);
        DestinationAction action = toDo.getFirst();
        if (action == DestinationAction.START_GUEST) {
            add(moves, Kind.FAILURE, "destination half starts the guest",
                    without.with(destination.started(Guest.HALF_STARTED)));
        }
        add(moves, Kind.PROGRESS, "destination does " + action, destinationDoes(without, action));
    }

    private World destinationDoes(World without, DestinationAction action) {
        Destination destination = without.destination();
        return switch (action) {
            case SEND_READY -> destinationSends(without, Message.READY);
            case START_GUEST -> without.with(destination.started(Guest.RUNNING));
            case PAUSE_GUEST -> without.with(destination.started(Guest.PAUSED));
            case SEND_RUNNING -> destinationSends(without,
                    destination.lacksPage() ? Message.RUNNING_OWED : Message.RUNNING_WHOLE);
            case SEND_COMPLETE -> destinationSends(without, Message.COMPLETE);
            case SEND_VERDICT -> destinationSends(without, verdict(destination));
            case SEND_ABORT -> destinationSends(without, Message.ABORT);
            case CLOSE_RESERVATION -> without.with(destination.givenBack());
            case CLOSE_LINK -> rules.leavesOldLink ? leftByDestination(without) : without;
        };
    }

    private static Message verdict(Destination destination) {
        try {
            return Message.of(destination.state().verdict(destination.lacksPage() ? 1 : 0));
        } catch (IllegalStateException none) {
            throw new Violation(Invariant.EVENTS_FIT, String.valueOf(none.getMessage()));
        }
    }

    private World destinationSends(World world, Message message) {
        Link link = world.destinationLink();
        return link.atDestination()
                ? world.withDestinationLink(link.send(false, message))
                : on(world, new DestinationEvent.LinkLost(REASON));
    }

    private static World leftByDestination(World world) {
        return world.withDestinationLink(world.destinationLink().leftByDestination());
    }
}
