package dev.ferry.engine.handover;

import dev.ferry.engine.handover.Move.Kind;
import dev.ferry.engine.handover.World.Destination;
import dev.ferry.engine.handover.World.Guest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Visits every world that can be reached, nearest first, and checks the invariants: those of a step at each, those of
 * the graph at the end. So the path that a {@link Violation} shows is a shortest one.
 */
final class Explorer {

    /** Far more than there are: what goes beyond has lists that grow for ever. */
    private static final int MOST_WORLDS = 200_000;

    /** What happens where nothing more fails. */
    private static final Set<Kind> CALM = EnumSet.of(Kind.PROGRESS, Kind.END_OF_STREAM, Kind.RECONNECT);

    private final Engine engine;
    private final Map<World, Integer> numbers = new HashMap<>();
    private final List<World> worlds = new ArrayList<>();
    private final List<Origin> origins = new ArrayList<>();
    /** For each world the numbers of the worlds after its moves, and the kinds of these. */
    private final List<int[]> targets = new ArrayList<>();
    private final List<Kind[]> kinds = new ArrayList<>();
    private final Set<String> texts = new HashSet<>();

    private record Origin(int world, String text) {}

    private Explorer(Engine engine) {
        this.engine = engine;
    }

    /**
     * Explores all.
     *
     * @param owesPage whether the plan leaves a page to be pushed after the switchover
     * @throws Violation of the first invariant found not to hold
     */
    static Explorer explore(Engine engine, boolean owesPage) {
        Explorer explorer = new Explorer(engine);
        explorer.visitAll(World.first(owesPage));
        explorer.checkGraph();
        return explorer;
    }

    List<World> worlds() {
        return worlds;
    }

    /** All sorts of moves that were made, in words. */
    Set<String> texts() {
        return texts;
    }

    long transitions() {
        return targets.stream().mapToLong(numbersAfter -> numbersAfter.length).sum();
    }

    private void visitAll(World first) {
        number(first, new Origin(-1, ""));
        for (int i = 0; i < worlds.size(); i++) {
            visit(i);
        }
    }

    private void visit(int number) {
        World world = worlds.get(number);
        List<Move> moves = movesOf(number);
        int[] after = new int[moves.size()];
        Kind[] kindsAfter = new Kind[moves.size()];
        for (int i = 0; i < after.length; i++) {
            Move move = moves.get(i);
            for (Invariant invariant : Invariant.values()) {
                if (!invariant.holds(world, move)) {
                    throw violation(invariant, number, move.text());
                }
            }
            texts.add(move.text());
            after[i] = number(move.after(), new Origin(number, move.text()));
            kindsAfter[i] = move.kind();
        }
        targets.add(after);
        kinds.add(kindsAfter);
    }

    private List<Move> movesOf(int number) {
        try {
            return engine.moves(worlds.get(number));
        } catch (Violation violation) {
            throw violation(violation.invariant(), number, String.valueOf(violation.getMessage()));
        }
    }

    private int number(World world, Origin origin) {
        Integer known = numbers.putIfAbsent(world, worlds.size());
        if (known != null) {
            return known;
        }
        if (worlds.size() == MOST_WORLDS) {
            throw new IllegalStateException("the worlds do not end: " + world);
        }
        worlds.add(world);
        origins.add(origin);
        return worlds.size() - 1;
    }

    private Violation violation(Invariant invariant, int number, String last) {
        Deque<String> path = new ArrayDeque<>(List.of(last));
        for (Origin at = origins.get(number); at.world() >= 0; at = origins.get(at.world())) {
            path.addFirst(at.text());
        }
        return new Violation(invariant, List.copyOf(path), "from " + worlds.get(number));
    }

    // The graph.

    private void checkGraph() {
        BitSet ended = reaching(Explorer::isOver, Explorer::isUnfailing);
        BitSet endedUnasked = reaching(Explorer::isOver, (kind, _) -> CALM.contains(kind));
        BitSet completed = reaching(Explorer::isCompleted, Explorer::isUnfailing);
        BitSet unfailing = reachedBy(EnumSet.of(Kind.PROGRESS, Kind.END_OF_STREAM, Kind.RECONNECT, Kind.LOSS,
                Kind.CANCEL, Kind.FAILURE));
        BitSet linked = reachedBy(
                EnumSet.of(Kind.PROGRESS, Kind.END_OF_STREAM, Kind.RECONNECT, Kind.CANCEL, Kind.FAILURE));
        for (int i = 0; i < worlds.size(); i++) {
            World world = worlds.get(i);
            if (world.bothAlive()) {
                require(ended.get(i), Invariant.END_IS_IN_REACH, i);
                require(endedUnasked.get(i) || !linked.get(i), Invariant.GIVING_UP_IS_FOR_LOST_LINKS, i);
                require(completed.get(i) || !isPush(world), Invariant.PUSH_CAN_COMPLETE, i);
            }
            if (isQuiet(i)) {
                require(isEndedOrWaits(world), Invariant.NOBODY_WAITS_IN_SILENCE, i);
                require(!isOver(world) || !isLinked(world), Invariant.LINKS_ARE_LEFT, i);
                require(!unfailing.get(i) || mayReconnect(i) || runningGuests(world) == 1,
                        Invariant.GUEST_RUNS_IN_THE_END, i);
            }
        }
    }

    private void require(boolean holds, Invariant invariant, int number) {
        if (!holds) {
            throw violation(invariant, number, "and there it stands");
        }
    }

    private static boolean isOver(World world) {
        return world.bothAlive() && world.source().isEnd() && world.destination().state().isEnd()
                && world.source().toDo().isEmpty() && world.destination().toDo().isEmpty();
    }

    private static boolean isLinked(World world) {
        return world.links().stream().anyMatch(link -> link.atSource() || link.atDestination());
    }

    private static boolean isCompleted(World world) {
        return world.source().state() instanceof SourceState.Completed
                && world.destination().state() instanceof DestinationState.Completed;
    }

    private static boolean isPush(World world) {
        Destination destination = world.destination();
        return destination.guest() == Guest.RUNNING
                && !(destination.state() instanceof DestinationState.GuestLost)
                && !world.source().isEnd();
    }

    private static boolean isEndedOrWaits(World world) {
        return (!world.source().alive() || world.source().isEnd() || world.source().state().waitsForLink())
                && (!world.destination().alive() || world.destination().state().isEnd()
                        || world.destination().state().waitsForLink());
    }

    private static int runningGuests(World world) {
        return (world.source().guest() == Guest.RUNNING ? 1 : 0)
                + (world.destination().guest() == Guest.RUNNING ? 1 : 0);
    }

    private boolean isQuiet(int number) {
        return Arrays.stream(kinds.get(number))
                .noneMatch(kind -> kind == Kind.PROGRESS || kind == Kind.END_OF_STREAM);
    }

    private boolean mayReconnect(int number) {
        return Arrays.asList(kinds.get(number)).contains(Kind.RECONNECT);
    }

    /** The worlds from which one that is wanted is reached by moves that are usable. */
    private BitSet reaching(Predicate<World> wanted, BiPredicate<Kind, World> usable) {
        int[][] before = before(usable);
        BitSet reaching = new BitSet();
        Deque<Integer> next = new ArrayDeque<>();
        for (int i = 0; i < worlds.size(); i++) {
            if (wanted.test(worlds.get(i))) {
                reaching.set(i);
                next.add(i);
            }
        }
        while (!next.isEmpty()) {
            for (int number : before[next.remove()]) {
                if (!reaching.get(number)) {
                    reaching.set(number);
                    next.add(number);
                }
            }
        }
        return reaching;
    }

    /** For each world those from which one usable move leads to it. */
    private int[][] before(BiPredicate<Kind, World> usable) {
        int[] counts = new int[worlds.size()];
        forEachMove(usable, (_, to) -> counts[to]++);
        int[][] before = new int[worlds.size()][];
        Arrays.setAll(before, i -> new int[counts[i]]);
        forEachMove(usable, (from, to) -> before[to][--counts[to]] = from);
        return before;
    }

    @FunctionalInterface
    private interface Edge {
        void between(int from, int to);
    }

    private void forEachMove(BiPredicate<Kind, World> usable, Edge edge) {
        for (int from = 0; from < targets.size(); from++) {
            int[] after = targets.get(from);
            for (int i = 0; i < after.length; i++) {
                if (usable.test(kinds.get(from)[i], worlds.get(from))) {
                    edge.between(from, after[i]);
                }
            }
        }
    }

    private static boolean isUnfailing(Kind kind, World from) {
        // A source that has ended does not come back: a destination that waits for it can only give up.
        return CALM.contains(kind) || kind == Kind.DESTINATION_GIVES_UP && from.source().isEnd();
    }

    /** The worlds that are reached by moves of these kinds alone. */
    private BitSet reachedBy(Set<Kind> usable) {
        BitSet reached = new BitSet();
        Deque<Integer> next = new ArrayDeque<>(List.of(0));
        reached.set(0);
        while (!next.isEmpty()) {
            int from = next.remove();
            int[] after = targets.get(from);
            for (int i = 0; i < after.length; i++) {
                if (usable.contains(kinds.get(from)[i]) && !reached.get(after[i])) {
                    reached.set(after[i]);
                    next.add(after[i]);
                }
            }
        }
        return reached;
    }
}
