package dev.ferry.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.handover.SourceEvent.CancelAsked;
import dev.ferry.engine.handover.SourceEvent.CommitDecided;
import dev.ferry.engine.handover.SourceEvent.CompleteHeard;
import dev.ferry.engine.handover.SourceEvent.Failed;
import dev.ferry.engine.handover.SourceEvent.GuestPaused;
import dev.ferry.engine.handover.SourceEvent.Reserved;
import dev.ferry.engine.handover.SourceEvent.RunningHeard;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.SourceState.Reserving;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Every state with every event, for both sides. */
class HandoverTableTest {

    private static final List<SourceState> SOURCE_STATES = List.of(new Reserving(), new Copying(),
            new Paused(),
            new Committing(), new Pushing(), new Completed(), new GuestStayed(false, "x"), new InDoubt("x"),
            new GuestLost("x"));

    private static final Map<SourceState, SourceEvent> PROGRESS = Map.of(new Reserving(), new Reserved(),
            new Copying(), new GuestPaused(), new Paused(), new CommitDecided(), new Committing(),
            new RunningHeard(1), new Pushing(), new CompleteHeard());

    @Test
    void theSourceGoesFromStateToStateByOneEventEach() {
        PROGRESS.forEach((state, event) -> assertThat(SourceHandover.next(state, event))
                .isEqualTo(SOURCE_STATES.get(SOURCE_STATES.indexOf(state) + 1)));
    }

    @Test
    void anEventOutOfTurnIsAnErrorThatNamesBoth() {
        for (SourceState state : SOURCE_STATES) {
            for (SourceEvent event : PROGRESS.values()) {
                boolean figuresLate = state instanceof Completed && event instanceof CompleteHeard;
                if (!event.equals(PROGRESS.get(state)) && !figuresLate) {
                    assertThatThrownBy(() -> SourceHandover.next(state, event))
                            .isInstanceOf(IllegalStateException.class).hasMessageContaining(event.toString())
                            .hasMessageContaining(state.toString());
                }
            }
        }
    }

    @Test
    void nothingOwedIsCompleteOnceTheGuestRuns() {
        SourceState running = SourceHandover.next(new Committing(), new RunningHeard(0));

        assertThat(running).isEqualTo(new Completed());
        assertThat(SourceHandover.next(running, new CompleteHeard())).isEqualTo(new Completed());
        assertThat(SourceHandover.next(running, new Failed("link"))).isEqualTo(new Completed());
    }

    @Test
    void aFailureBeforeCommitmentLeavesTheGuestAndLaterOnesDoNotGuess() {
        assertThat(SOURCE_STATES.stream().map(state -> SourceHandover.next(state, new Failed("f"))))
                .containsExactly(
                        new GuestStayed(false, "f"), new GuestStayed(false, "f"), new GuestStayed(false, "f"),
                        new InDoubt("f"), new GuestLost("f"), new Completed(), new GuestStayed(false, "x"),
                        new InDoubt("x"),
                        new GuestLost("x"));
    }

    @Test
    void cancelChangesNothingOnceTheDestinationMayRun() {
        for (SourceState state : SOURCE_STATES.subList(3, SOURCE_STATES.size())) {
            assertThat(SourceHandover.next(state, new CancelAsked())).isEqualTo(state);
        }
        for (SourceState state : SOURCE_STATES.subList(0, 3)) {
            assertThat(SourceHandover.next(state, new CancelAsked()))
                    .isEqualTo(new GuestStayed(true, "cancelled"));
        }
    }

    @Test
    void progressAfterCancelIsACancellation() {
        SourceHandover handover = new SourceHandover();
        handover.on(new CancelAsked());

        assertThatThrownBy(() -> handover.on(new Reserved())).isInstanceOf(CancellationException.class);
        assertThat(handover.state().guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
    }

    @Test
    void theDestinationGivesBackWhatItTookUntilTheGuestRunsThere() {
        List<DestinationState> states = List.of(new DestinationState.Filling(),
                new DestinationState.Prepared(),
                new DestinationState.Running(), new DestinationState.Completed(),
                new DestinationState.Dropped("x"),
                new DestinationState.GuestLost("x"));

        assertThat(states.stream()
                .map(state -> DestinationHandover.next(state, new DestinationEvent.Failed("f"))))
                .containsExactly(new DestinationState.Dropped("f"), new DestinationState.Dropped("f"),
                        new DestinationState.GuestLost("f"), new DestinationState.Completed(),
                        new DestinationState.Dropped("x"), new DestinationState.GuestLost("x"));
    }

    @Test
    void theDestinationRunsTheGuestOnlyAfterItWasPreparedAndTold() {
        DestinationHandover handover = new DestinationHandover();

        assertThatThrownBy(() -> handover.on(new DestinationEvent.CommitHeard()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("Filling");
        handover.on(new DestinationEvent.StateLoaded());
        handover.on(new DestinationEvent.CommitHeard());

        assertThat(handover.state()).isEqualTo(new DestinationState.Running());
        assertThat(handover.state().guestFate()).isEqualTo(GuestFate.RUNS_AT_DESTINATION);
    }
}
