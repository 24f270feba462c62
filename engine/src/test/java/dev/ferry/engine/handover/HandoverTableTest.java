package dev.ferry.engine.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.PushPaused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.SourceState.Unsettled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each side by itself: what it becomes and does, step by step. */
@Timeout(60)
class HandoverTableTest {

    private static final SourceEvent LINK_LOST = new SourceEvent.LinkLost("now");
    private static final SourceEvent CANCEL = new SourceEvent.CancelAsked();

    private final Handover<SourceState, SourceEvent, SourceAction> source = Handover.ofSource();
    private final Handover<DestinationState, DestinationEvent, DestinationAction> destination = Handover
            .ofDestination();

    @Test
    void theSourceGoesFromReservingToCompleted() {
        source.on(new SourceEvent.Reserved());
        source.on(new SourceEvent.SwitchoverBegun());
        source.on(new SourceEvent.ReadyHeard());
        source.on(new SourceEvent.RunningHeard(1));
        source.on(new SourceEvent.CompleteHeard());

        assertThat(source.state()).isEqualTo(new Completed());
        assertThat(performed(source))
                .containsExactly(SourceAction.PAUSE_GUEST, SourceAction.SEND_COMMIT, SourceAction.SEND_BYE);
    }

    @Test
    void theDestinationGoesFromFillingToCompleted() {
        destination.on(new DestinationEvent.StateLoaded());
        destination.on(new DestinationEvent.CommitHeard());
        destination.on(new DestinationEvent.Started(1));
        destination.on(new DestinationEvent.NothingOwed());

        assertThat(destination.state()).isEqualTo(new DestinationState.Completed());
        assertThat(performed(destination)).containsExactly(DestinationAction.SEND_READY,
                DestinationAction.START_GUEST, DestinationAction.SEND_RUNNING,
                DestinationAction.SEND_COMPLETE);
    }

    @Test
    void whereNothingIsOwedTheGuestThatRunsIsWhole() {
        assertThat(SourceHandover.next(new Committing(), new SourceEvent.RunningHeard(0)).state())
                .isEqualTo(new Completed());
        assertThat(DestinationHandover.next(new DestinationState.Starting(), new DestinationEvent.Started(0)))
                .isEqualTo(Step.to(new DestinationState.Completed(), DestinationAction.SEND_RUNNING,
                        DestinationAction.SEND_COMPLETE));
    }

    @Test
    void anEventOutOfTurnIsAnErrorThatNamesBothAndChangesNothing() {
        assertThatThrownBy(() -> source.on(new SourceEvent.ReadyHeard()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ReadyHeard").hasMessageContaining("Reserving");
        assertThatThrownBy(() -> destination.on(new DestinationEvent.CommitHeard()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("CommitHeard")
                .hasMessageContaining("Filling");

        assertThat(source.state()).isEqualTo(SourceHandover.start());
        assertThat(destination.state()).isEqualTo(DestinationHandover.start());
        assertThat(performed(source)).isEmpty();
        assertThat(performed(destination)).isEmpty();
    }

    @Test
    void aCancelDuringThePauseIsFollowedByResumption() {
        source.on(new SourceEvent.Reserved());
        source.on(new SourceEvent.SwitchoverBegun());
        source.on(CANCEL);

        assertThat(source.state()).isEqualTo(new GuestStayed(true, "cancelled"));
        assertThat(performed(source)).containsExactly(SourceAction.PAUSE_GUEST, SourceAction.RESUME_GUEST,
                SourceAction.SEND_ABORT, SourceAction.CLOSE_LINK);
    }

    @Test
    void cancelChangesNothingOnceTheDestinationMayRun() {
        for (SourceState state : List.of(new Committing(), new InDoubt("x"), new Pushing(),
                new PushPaused("x"),
                new Completed(), new Unsettled("x"), new GuestLost("x"))) {
            assertThat(SourceHandover.next(state, CANCEL)).as("%s", state).isEqualTo(Step.to(state));
        }
    }

    @Test
    void aLostLinkLeavesTheGuestBeforeCommitmentAndIsWaitedForAfterIt() {
        assertThat(SourceHandover.next(new Paused(), LINK_LOST).state())
                .isEqualTo(new GuestStayed(false, "now"));
        assertThat(SourceHandover.next(new Committing(), LINK_LOST).state()).isEqualTo(new InDoubt("now"));
        assertThat(SourceHandover.next(new Pushing(), LINK_LOST).state()).isEqualTo(new PushPaused("now"));
    }

    @Test
    void theVerdictSettlesADoubt() {
        assertThat(settled(new InDoubt("x"), new Verdict.Prepared()))
                .isEqualTo(Step.to(new Committing(), SourceAction.SEND_COMMIT));
        assertThat(settled(new InDoubt("x"), new Verdict.Dropped("full"))).isEqualTo(Step.to(
                new GuestStayed(false, "full"), SourceAction.RESUME_GUEST, SourceAction.CLOSE_LINK));
        assertThat(settled(new InDoubt("x"), new Verdict.Running(7)).state()).isEqualTo(new Pushing());
    }

    @Test
    void onlyCompleteEndsAPush() {
        assertThat(settled(new PushPaused("x"), new Verdict.Running(0)).state()).isEqualTo(new Pushing());
        assertThat(settled(new PushPaused("x"), new Verdict.Completed()))
                .isEqualTo(Step.to(new Completed()));
    }

    @Test
    void aDestinationThatHasRunTheGuestIsNotBelievedToHaveNot() {
        for (Verdict verdict : List.of(new Verdict.Prepared(), new Verdict.Dropped("x"))) {
            assertThat(settled(new PushPaused("x"), verdict)).as("%s", verdict)
                    .isEqualTo(Step.to(new PushPaused("x"), SourceAction.CLOSE_LINK));
        }
    }

    @Test
    void aGuestThatDoesNotStartIsStoppedBeforeTheSourceHears() {
        assertThat(DestinationHandover.next(new DestinationState.Starting(),
                new DestinationEvent.StartFailed("x")))
                .isEqualTo(Step.to(new DestinationState.Dropped("x"), DestinationAction.PAUSE_GUEST,
                        DestinationAction.SEND_ABORT, DestinationAction.CLOSE_LINK,
                        DestinationAction.CLOSE_RESERVATION));
    }

    @Test
    void givingUpSaysWhatIsGivenUp() {
        SourceEvent giveUp = new SourceEvent.GiveUpAsked();
        DestinationEvent giveUpThere = new DestinationEvent.GiveUpAsked();

        assertThat(SourceHandover.next(new InDoubt("x"), giveUp).state().guestFate())
                .isEqualTo(GuestFate.IN_DOUBT);
        assertThat(SourceHandover.next(new PushPaused("x"), giveUp).state().guestFate())
                .isEqualTo(GuestFate.LOST);
        assertThat(DestinationHandover.next(new DestinationState.Undecided("x"), giveUpThere))
                .isEqualTo(Step.to(new DestinationState.Dropped("x"), DestinationAction.CLOSE_RESERVATION));
        assertThat(DestinationHandover.next(new DestinationState.RunningPaused("x"), giveUpThere))
                .isEqualTo(Step.to(new DestinationState.GuestLost("x"), DestinationAction.CLOSE_RESERVATION));
    }

    @Test
    void whatFailsLeavesTheRestToBeDone() {
        source.on(new SourceEvent.Reserved());
        source.on(new SourceEvent.SwitchoverBegun());
        source.on(CANCEL);

        assertThatThrownBy(() -> source.perform(action -> {
            if (action == SourceAction.RESUME_GUEST) {
                throw new IllegalArgumentException("plugin");
            }
        })).hasMessage("plugin");

        assertThat(performed(source)).containsExactly(SourceAction.SEND_ABORT, SourceAction.CLOSE_LINK);
    }

    private static Step<SourceState, SourceAction> settled(SourceState state, Verdict verdict) {
        return SourceHandover.next(state, new SourceEvent.VerdictHeard(verdict));
    }

    private static <A> List<A> performed(Handover<?, ?, A> handover) {
        List<A> performed = new ArrayList<>();
        handover.perform(performed::add);
        return performed;
    }
}
