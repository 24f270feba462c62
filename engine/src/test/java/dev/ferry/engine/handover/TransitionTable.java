package dev.ferry.engine.handover;

import dev.ferry.api.event.GuestFate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a transition function as a table of Markdown: for each state a row for each step, with the events that lead
 * to it. Events that cannot come are left out.
 *
 * @param states a state of each kind
 * @param events events of each kind, under the names they have in the table
 * @param fate what a state means for the guest
 * @param next the step after an event
 */
record TransitionTable<S, E, A>(List<S> states, Map<String, E> events, Function<S, GuestFate> fate,
        BiFunction<S, E, Step<S, A>> next) {

    String markdown() {
        return row("state", "guest", "event", "becomes", "does") + row("---", "---", "---", "---", "---")
                + states.stream().map(this::rows).collect(Collectors.joining());
    }

    private String rows(S state) {
        Map<List<String>, List<String>> eventsOfStep = new LinkedHashMap<>();
        events.forEach((name, event) -> {
            List<String> cells = cells(state, event);
            if (!cells.isEmpty()) {
                eventsOfStep.computeIfAbsent(cells, _ -> new ArrayList<>()).add(name);
            }
        });
        StringBuilder rows = new StringBuilder();
        eventsOfStep.forEach((cells, names) -> {
            boolean first = rows.isEmpty();
            rows.append(row(first ? "**" + name(state) + "**" : "", first ? fate.apply(state).name() : "",
                    String.join(", ", names), cells.getFirst(), cells.getLast()));
        });
        return rows.toString();
    }

    /** What the state becomes and what is done; empty where the event cannot come. */
    private List<String> cells(S state, E event) {
        try {
            Step<S, A> step = next.apply(state, event);
            return List.of(step.state().equals(state) ? "stays" : name(step.state()),
                    step.actions().stream().map(String::valueOf).collect(Collectors.joining(", ")));
        } catch (IllegalStateException outOfTurn) {
            return List.of();
        }
    }

    private static String row(String... cells) {
        return ("| " + String.join(" | ", cells) + " |\n").replace("  ", " ");
    }

    static String name(Object stateOrEvent) {
        return stateOrEvent.getClass().getSimpleName();
    }
}
