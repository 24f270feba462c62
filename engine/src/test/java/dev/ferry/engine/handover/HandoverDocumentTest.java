package dev.ferry.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/handover.md} are what the code does. */
class HandoverDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/handover.md");

    private static final TransitionTable<SourceState, SourceEvent> SOURCE = new TransitionTable<>(
            List.of(new SourceState.Reserving(), new SourceState.Copying(), new SourceState.Paused(),
                    new SourceState.Committing(), new SourceState.Pushing(), new SourceState.Completed(),
                    new SourceState.GuestStayed(false, "before"), new SourceState.InDoubt("before"),
                    new SourceState.GuestLost("before")),
            List.of(new SourceEvent.Reserved(), new SourceEvent.GuestPaused(),
                    new SourceEvent.CommitDecided(), new SourceEvent.RunningHeard(1),
                    new SourceEvent.CompleteHeard(), new SourceEvent.CancelAsked(),
                    new SourceEvent.Failed("now")),
            SourceState::guestFate, SourceHandover::next);

    private static final TransitionTable<DestinationState, DestinationEvent> DESTINATION = new TransitionTable<>(
            List.of(new DestinationState.Filling(), new DestinationState.Prepared(),
                    new DestinationState.Running(), new DestinationState.Completed(),
                    new DestinationState.Dropped("before"), new DestinationState.GuestLost("before")),
            List.of(new DestinationEvent.StateLoaded(), new DestinationEvent.CommitHeard(),
                    new DestinationEvent.NothingOwed(), new DestinationEvent.Failed("now")),
            DestinationState::guestFate, DestinationHandover::next);

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
        assertHasAll(SOURCE.events(), SourceEvent.class);
        assertHasAll(DESTINATION.states(), DestinationState.class);
        assertHasAll(DESTINATION.events(), DestinationEvent.class);
    }

    private static void assertHasAll(List<?> values, Class<?> sealed) {
        assertThat(values.stream().map(Object::getClass).toArray())
                .containsExactlyInAnyOrder((Object[]) sealed.getPermittedSubclasses());
    }
}
