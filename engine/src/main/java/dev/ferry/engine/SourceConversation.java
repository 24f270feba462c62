package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.Reconnection.Found;
import dev.ferry.engine.SourceEnd.SourcePlan;
import dev.ferry.engine.handover.Handover;
import dev.ferry.engine.handover.SourceAction;
import dev.ferry.engine.handover.SourceEvent;
import dev.ferry.engine.handover.SourceEvent.AbortHeard;
import dev.ferry.engine.handover.SourceEvent.Failed;
import dev.ferry.engine.handover.SourceEvent.GiveUpAsked;
import dev.ferry.engine.handover.SourceEvent.LinkLost;
import dev.ferry.engine.handover.SourceEvent.Reserved;
import dev.ferry.engine.handover.SourceEvent.VerdictHeard;
import dev.ferry.engine.handover.SourceState;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.GuestLost;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.InDoubt;
import dev.ferry.engine.handover.SourceState.PushPaused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.SessionToken;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source's conversation with its destination about who may run the guest, over one link and, where that is lost
 * after switchover, over the next: brings the handover its events and performs its actions. For the session thread,
 * except where a method says otherwise.
 */
final class SourceConversation {

    private static final Logger LOG = LoggerFactory.getLogger(SourceConversation.class);

    private final SourcePlan plan;
    private final EngineSettings settings;
    private final Handover<SourceState, SourceEvent, SourceAction> handover;
    private final SourceMetrics metrics;
    private final MigrationListener listener;
    private final RateLimiter limiter;
    private final SessionToken token = SessionToken.random();
    private volatile @Nullable SourceLink link;
    private volatile @Nullable Reconnection reconnection;
    private @Nullable FerryException givenUp;
    private Throwable endedBy = new IllegalStateException("not ended");
    private @Nullable Throwable couldNotResume;

    SourceConversation(SourcePlan plan, Handover<SourceState, SourceEvent, SourceAction> handover,
            SourceMetrics metrics, MigrationListener listener) {
        this.plan = plan;
        this.settings = plan.settings();
        this.limiter = new RateLimiter(settings.bandwidthBytesPerSecond());
        this.handover = handover;
        this.metrics = metrics;
        this.listener = listener;
    }

    /** Where the source stands. Any thread. */
    SourceState state() {
        return handover.state();
    }

    /** Whether there is, or was, a link. Any thread. */
    boolean hasLink() {
        return link != null;
    }

    /** Owed pages that nobody has claimed to send. Any thread. */
    long owedPages() {
        return link == null ? 0 : link().faults().owed().remaining();
    }

    /** Tells log and listener why things go on as they do. */
    void explain(String decision) {
        LOG.info("{}", decision);
        listener.onDecision(decision);
    }

    /** The first exchange: the destination reserves memory, or refuses. */
    void reserve() throws IOException, InterruptedException {
        listener.onPhase(MigrationPhase.RESERVATION);
        throwIfCancelled();
        Link connected = connect();
        SourceLink first = take(connected, new MessageReader(connected.urgent()));
        throwIfCancelled();
        // Before the lane is started, which may say ALIVE: HELLO comes first.
        first.urgent().write(new Hello(Message.VERSION, token, plan.guestId(), plan.memory().geometry(),
                plan.cold().isPresent()));
        first.urgent().start();
        Welcome welcome = first.urgent().await(Welcome.class, settings.handshakeTimeout());
        reconnection = new Reconnection(plan.transport(), plan.address(), settings,
                plan.memory().geometry().pageCount(),
                token,
                welcome.token());
        advance(new Reserved());
    }

    private Link connect() throws IOException {
        try {
            return plan.transport().connect(plan.address());
        } catch (IllegalArgumentException malformed) {
            throw new FerryException(ErrorCode.INVALID_SETTING, String.valueOf(malformed.getMessage()),
                    malformed);
        }
    }

    private SourceLink take(Link connected, MessageReader reader) {
        SourceLink taken = SourceLink.over(connected, reader, plan, limiter, metrics,
                this::throwIfCancelled, this::silenceLimit);
        link = taken;
        return taken;
    }

    private Duration silenceLimit() {
        return settings.silenceLimit(!isAtSource());
    }

    /** What the bulk lanes are limited by, on this link and the next. */
    RateLimiter limiter() {
        return limiter;
    }

    /** The link that is there, or was there last. */
    SourceLink link() {
        return Objects.requireNonNull(link);
    }

    /** Whether the guest is the source's: COMMIT was not sent, or was settled against. */
    boolean isAtSource() {
        return handover.state().guestFate() == GuestFate.RUNS_AT_SOURCE;
    }

    /** Takes an event of the migration's progress in, and does what follows from it. */
    void advance(SourceEvent event) throws IOException {
        try {
            handover.on(event);
        } catch (IllegalStateException outOfTurn) {
            throwIfCancelled();
            throw outOfTurn;
        }
        handover.perform(this::perform);
    }

    private void perform(SourceAction action) throws IOException {
        switch (action) {
            case PAUSE_GUEST -> {
                plan.control().pause();
                metrics.paused();
            }
            case RESUME_GUEST -> plan.control().resume();
            case SEND_COMMIT -> link().urgent().write(new Commit());
            case SEND_BYE -> link().urgent().write(new Bye());
            case SEND_ABORT -> sendAbort();
            case CLOSE_LINK -> closeLink();
        }
    }

    private void sendAbort() {
        Throwable why = explained(endedBy);
        if (link != null) {
            link().urgent().abort(Failures.code(why), Failures.reason(why));
        }
    }

    /** Closes the link, if there is one. Any thread. */
    void closeLink() {
        if (link != null) {
            link().link().close();
        }
    }

    /** Throws {@link CancellationException} once the migration was cancelled. */
    void throwIfCancelled() {
        if (handover.state() instanceof GuestStayed(boolean cancelled, String reason) && cancelled) {
            throw new CancellationException(reason);
        }
    }

    /** While a state lasts does what leads out of it: over the link that is there, and over another after its loss. */
    void overLinks(BooleanSupplier lasts, LinkCalls.Action step) {
        while (lasts.getAsBoolean()) {
            try {
                step.run();
            } catch (IOException | InterruptedException | RuntimeException | Error failure) {
                if (isAtSource()) {
                    throw LinkCalls.unchecked(failure);
                }
                recover(failure);
            }
        }
    }

    /**
     * The link was lost after COMMIT: finds the destination again and goes on as it says, or throws; at once where it
     * is not the link that keeps pages from the guest.
     */
    private void recover(Throwable failure) {
        end(failure);
        Throwable loss = explained(failure);
        if (handover.state() instanceof Completed) {
            return;
        }
        if (!handover.state().waitsForLink()) {
            throw LinkCalls.unchecked(failure);
        }
        if (handover.state() instanceof PushPaused && Failures.isOfSwap(loss)) {
            throw giveUp(new FerryException(Failures.code(loss), Failures.reason(loss)
                    + "; given up: the guest lacks pages that cannot be read from its swap device here",
                    loss));
        }
        metrics.linkLost(link().urgent().lostNanos());
        meetAgain(loss, Objects.requireNonNull(reconnection));
        switch (handover.state()) {
            case GuestStayed(_, String verdict) -> throw saidThere(loss, verdict);
            case GuestLost(String verdict) -> throw saidThere(loss, verdict);
            default -> metrics.recovered();
        }
    }

    /** Waits until the destination has said how it stands, or gives up and throws. */
    private void meetAgain(Throwable loss, Reconnection destination) {
        try {
            while (handover.state().waitsForLink()) {
                link().urgent().end();
                destination.linkLost();
                listener.onPhase(MigrationPhase.PAUSED);
                explain(Failures.reason(loss) + "; trying for "
                        + Quantities.formatDuration(settings.recoveryTimeout())
                        + " to reach the destination again (ferry.recovery.timeout)");
                Found found = destination.reach();
                if (found == null) {
                    break;
                }
                goOn(found);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (handover.state().waitsForLink()) {
            throw giveUp(destination.givenUp(loss));
        }
    }

    /** Waits for nobody any longer, and returns what to throw. */
    private FerryException giveUp(FerryException why) {
        handover.on(new GiveUpAsked());
        givenUp = why;
        return why;
    }

    private static FerryException saidThere(Throwable loss, String verdict) {
        return new FerryException(Failures.code(loss),
                Failures.reason(loss) + "; how it ended at the destination: " + verdict, loss);
    }

    private void goOn(Found found) {
        boolean paused = handover.state() instanceof PushPaused;
        OwedPages owed = found.verdict() instanceof Verdict.Running
                ? new OwedPages(found.missing())
                : link().faults().owed();
        SourceLink taken = take(found.link(), found.reader());
        taken.faults().owe(owed);
        taken.urgent().start();
        try {
            advance(new VerdictHeard(found.verdict()));
        } catch (IOException lostAgain) {
            // The next thing that is read says so, too.
            LOG.info("the new link failed at once: {}", lostAgain.getMessage());
        }
        if (paused && handover.state() instanceof Pushing) {
            explain(String.format(Locale.ROOT, "reached the destination again: it lacks %,d pages",
                    owed.remaining()));
            listener.onPhase(MigrationPhase.PUSH);
        }
    }

    /** Tells the handover that something failed, and does what follows; what breaks on the way does not hide it. */
    void end(Throwable failure) {
        endedBy = failure;
        Abort heard = link == null ? null : link().urgent().heardAbort();
        handover.on(heard != null
                ? new AbortHeard(heard.reason())
                : Failures.isOfLink(failure)
                        ? new LinkLost(Failures.reason(failure))
                        : new Failed(Failures.reason(failure)));
        handover.perform(action -> {
            try {
                perform(action);
            } catch (IOException | RuntimeException | Error broken) {
                LOG.error("{} failed while the migration was ended", action, broken);
                failure.addSuppressed(broken);
                couldNotResume = action == SourceAction.RESUME_GUEST ? broken : couldNotResume;
            }
        });
    }

    /** Of several errors, the one that tells most: cancelled or given up, then what the peer said, then our own. */
    Throwable explained(Throwable failure) {
        if (failure == givenUp) {
            return failure;
        }
        if (handover.state() instanceof GuestStayed(boolean cancelled, String reason) && cancelled) {
            return new CancellationException(reason);
        }
        try {
            FerryException reason = link == null ? null : link().urgent().reasonForEnd();
            return reason == null ? failure : reason;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failure;
        }
    }

    /** Goes on over another link: at once where this one is lost, and else by giving this one up. Any thread. */
    boolean resumeOver(Transport transport, String address) {
        Reconnection known = reconnection;
        boolean afterSwitchover = switch (handover.state()) {
            case InDoubt _,PushPaused _,Pushing _ -> true;
            default -> false;
        };
        if (known != null && afterSwitchover) {
            known.redirect(transport, address);
            if (handover.state() instanceof Pushing) {
                closeLink();
            }
        }
        return afterSwitchover;
    }

    /** Ends the wait for the destination; says whether there was one. Any thread. */
    boolean giveUp() {
        Reconnection known = reconnection;
        return known != null && known.giveUp();
    }

    /** Why the guest that stays is paused here all the same; null where it runs. */
    @Nullable
    Throwable couldNotResume() {
        return couldNotResume;
    }
}
