package dev.ferry.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of {@code docs/handover.md} are what the code does. */
@Timeout(60)
class HandoverDocumentTest {

    static final Path DOCUMENT = Path.of("../docs/handover.md");

    static final TransitionTable<SourceState, SourceEvent, SourceAction> SOURCE = new TransitionTable<>(
            List.of(new SourceState.Reserving(), new SourceState.Copying(), new SourceState.Paused(),
                    new SourceState.Committing(), new SourceState.InDoubt("before"),
                    new SourceState.Pushing(),
                    new SourceState.PushPaused("before"), new SourceState.Completed(),
                    new SourceState.GuestStayed(false, "before"), new SourceState.Unsettled("before"),
                    new SourceState.GuestLost("before")),
            sourceEvents(), SourceState::guestFate, SourceHandover::next);

    static final TransitionTable<DestinationState, DestinationEvent, DestinationAction> DESTINATION = new TransitionTable<>(
            List.of(new DestinationState.Filling(), new DestinationState.Prepared(),
                    new DestinationState.Undecided("before"), new DestinationState.Starting(),
                    new DestinationState.Running(), new DestinationState.RunningPaused("before"),
                    new DestinationState.Completed(), new DestinationState.Dropped("before"),
                    new DestinationState.GuestLost("before")),
            destinationEvents(), DestinationState::guestFate, DestinationHandover::next);

    private static Map<String, SourceEvent> sourceEvents() {
        Map<String, SourceEvent> events = new LinkedHashMap<>();
        Stream.of(new SourceEvent.Reserved(), new SourceEvent.SwitchoverBegun(), new SourceEvent.ReadyHeard())
                .forEach(event -> events.put(TransitionTable.name(event), event));
        events.put("RunningHeard (none owed)", new SourceEvent.RunningHeard(0));
        events.put("RunningHeard (pages owed)", new SourceEvent.RunningHeard(1));
        events.put("CompleteHeard", new SourceEvent.CompleteHeard());
        Stream.of(new Verdict.Prepared(), new Verdict.Running(0), new Verdict.Completed(),
                new Verdict.Dropped("now"), new Verdict.Lost("now"))
                .forEach(verdict -> events.put("VerdictHeard (%s)".formatted(TransitionTable.name(verdict)),
                        new SourceEvent.VerdictHeard(verdict)));
        Stream.of(new SourceEvent.AbortHeard("now"), new SourceEvent.CancelAsked(),
                new SourceEvent.LinkLost("now"), new SourceEvent.Failed("now"), new SourceEvent.GiveUpAsked())
                .forEach(event -> events.put(TransitionTable.name(event), event));
        return events;
    }

    private static Map<String, DestinationEvent> destinationEvents() {
        Map<String, DestinationEvent> events = new LinkedHashMap<>();
        Stream.of(new DestinationEvent.StateLoaded(), new DestinationEvent.CommitHeard())
                .forEach(event -> events.put(TransitionTable.name(event), event));
        events.put("Started (none owed)", new DestinationEvent.Started(0));
        events.put("Started (pages owed)", new DestinationEvent.Started(1));
        Stream.of(new DestinationEvent.StartFailed("now"), new DestinationEvent.NothingOwed(),
                new DestinationEvent.SourceCameBack(), new DestinationEvent.AbortHeard("now"),
                new DestinationEvent.LinkLost("now"), new DestinationEvent.Failed("now"),
                new DestinationEvent.GiveUpAsked())
                .forEach(event -> events.put(TransitionTable.name(event), event));
        return events;
    }

    @Test
    void theTableOfTheSourceIsWhatTheCodeDoes() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(SOURCE.markdown());
    }

    @Test
    void theTableOfTheDestinationIsWhatTheCodeDoes() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(DESTINATION.markdown());
    }

    @Test
    void theTablesHaveEveryStateAndEvent() {
        assertHasAll(SOURCE.states(), SourceState.class);
        assertHasAll(SOURCE.events().values(), SourceEvent.class);
        assertHasAll(DESTINATION.states(), DestinationState.class);
        assertHasAll(DESTINATION.events().values(), DestinationEvent.class);
        assertHasAll(SOURCE.events().values().stream()
                .flatMap(event -> event instanceof SourceEvent.VerdictHeard(Verdict verdict)
                        ? Stream.of(verdict)
                        : Stream.empty())
                .toList(), Verdict.class);
    }

    private static void assertHasAll(Collection<?> values, Class<?> sealed) {
        assertThat(values.stream().<Object>map(Object::getClass).distinct())
                .containsExactlyInAnyOrder((Object[]) sealed.getPermittedSubclasses());
    }
}
