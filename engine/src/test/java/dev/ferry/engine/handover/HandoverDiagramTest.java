package dev.ferry.engine.handover;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sequence diagrams of {@code docs/handover.md} are what the machines do: a message is sent where the machine asks
 * for it, and a note names the state; after "X, so" the one that event X leads to. The first note of a side is where it
 * starts.
 */
@Timeout(60)
class HandoverDiagramTest {

    private static final Pattern DIAGRAM = Pattern.compile("```mermaid\nsequenceDiagram\n(.*?)```",
            Pattern.DOTALL);
    private static final Pattern LINE = Pattern.compile(
            "Note over (?<at>[SD]): (?:(?<event>[\\w ()]+), so )?(?<state>\\w+).*"
                    + "|(?<from>[SD])--?(?<end>>>|x)(?<to>[SD]): (?<message>[^,]+).*");

    /** What is sent only where a machine asks for it. */
    private static final Set<String> DECIDED = Set.of("READY", "COMMIT", "RUNNING", "COMPLETE", "BYE",
            "ABORT", "VERDICT");

    /** What a message is to whom it reaches, as the tables name it; what is not here is the engines' affair. */
    private static final Map<String, String> EVENTS = Map.ofEntries(Map.entry("WELCOME", "Reserved"),
            Map.entry("STATE", "StateLoaded"), Map.entry("READY", "ReadyHeard"),
            Map.entry("COMMIT", "CommitHeard"),
            Map.entry("RUNNING", "RunningHeard (pages owed)"),
            Map.entry("RUNNING (nothing owed)", "RunningHeard (none owed)"),
            Map.entry("COMPLETE", "CompleteHeard"),
            Map.entry("ABORT", "AbortHeard"), Map.entry("RESUME", "SourceCameBack"),
            Map.entry("RESUMED (Prepared)", "VerdictHeard (Prepared)"),
            Map.entry("RESUMED (Running)", "VerdictHeard (Running)"),
            Map.entry("RESUMED (Completed)", "VerdictHeard (Completed)"),
            Map.entry("RESUMED (Dropped)", "VerdictHeard (Dropped)"),
            Map.entry("RESUMED (Lost)", "VerdictHeard (Lost)"));

    static Stream<String> diagrams() throws IOException {
        return DIAGRAM.matcher(Files.readString(HandoverDocumentTest.DOCUMENT)).results()
                .map(diagram -> diagram.group(1));
    }

    @ParameterizedTest
    @MethodSource("diagrams")
    void theMachinesDoWhatTheDiagramShows(String diagram) {
        Map<String, Side<?, ?, ?>> sides = Map.of("S", new Side<>(HandoverDocumentTest.SOURCE), "D",
                new Side<>(HandoverDocumentTest.DESTINATION));
        diagram.lines().map(String::strip).filter(line -> !line.startsWith("participant")).forEach(line -> {
            Matcher parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            String message = parts.group("message");
            if (message == null) {
                sides.get(parts.group("at")).isIn(parts.group("state"), parts.group("event"));
                return;
            }
            sides.get(parts.group("from")).sends(message.split(" ")[0].replace("RESUMED", "VERDICT"));
            String event = EVENTS.get(message);
            if (parts.group("end").equals(">>") && event != null) {
                sides.get(parts.group("to")).on(event);
            }
        });
    }

    /** One side of a diagram. */
    private static final class Side<S, E, A> {

        private final TransitionTable<S, E, A> table;
        private final Queue<String> toSend = new ArrayDeque<>();
        private @Nullable S state;

        Side(TransitionTable<S, E, A> table) {
            this.table = table;
        }

        void isIn(String name, @Nullable String event) {
            if (state == null) {
                state = table.states().stream().filter(each -> TransitionTable.name(each).equals(name))
                        .findFirst()
                        .orElseThrow();
            } else if (event != null) {
                on(event);
            }
            assertThat(TransitionTable.name(state)).isEqualTo(name);
        }

        void on(String name) {
            if (name.equals("LinkLost")) {
                toSend.clear();
            }
            Step<S, A> step = table.next().apply(requireNonNull(state),
                    requireNonNull(table.events().get(name), name));
            state = step.state();
            step.actions().stream().map(String::valueOf).filter(action -> action.startsWith("SEND_"))
                    .forEach(toSend::add);
        }

        void sends(String word) {
            if (DECIDED.contains(word)) {
                assertThat(toSend.poll()).isEqualTo("SEND_" + word);
            }
        }
    }
}
