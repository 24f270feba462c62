package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a transition function as a table of Markdown: a row for each state, a column for its guest and for each event.
 *
 * @param states a state of each kind
 * @param events an event of each kind
 * @param fate what a state means for the guest
 * @param next the state after an event
 */
record TransitionTable<S, E>(List<S> states, List<E> events, Function<S, GuestFate> fate,
        BiFunction<S, E, S> next) {

    String markdown() {
        String head = row("state", "guest", events.stream().map(TransitionTable::name));
        String line = row("---", "---", events.stream().map(_ -> "---"));
        return head + line + states.stream().map(this::row).collect(Collectors.joining());
    }

    private String row(S state) {
        return row("**" + name(state) + "**", fate.apply(state).name(),
                events.stream().map(event -> cell(state, event)));
    }

    private String cell(S state, E event) {
        try {
            S after = next.apply(state, event);
            return after.equals(state) ? "stays" : name(after);
        } catch (IllegalStateException outOfTurn) {
            return "error";
        }
    }

    private static String row(String state, String fate, Stream<String> cells) {
        return Stream.concat(Stream.of(state, fate), cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String name(Object stateOrEvent) {
        return stateOrEvent.getClass().getSimpleName();
    }
}
