package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.engine.Migrations.End;
import dev.ferry.engine.handover.DestinationAction;
import dev.ferry.engine.handover.DestinationEvent;
import dev.ferry.engine.handover.DestinationEvent.AbortHeard;
import dev.ferry.engine.handover.DestinationEvent.CommitHeard;
import dev.ferry.engine.handover.DestinationEvent.Failed;
import dev.ferry.engine.handover.DestinationEvent.GiveUpAsked;
import dev.ferry.engine.handover.DestinationEvent.LinkLost;
import dev.ferry.engine.handover.DestinationEvent.NothingOwed;
import dev.ferry.engine.handover.DestinationEvent.SourceCameBack;
import dev.ferry.engine.handover.DestinationEvent.StartFailed;
import dev.ferry.engine.handover.DestinationEvent.Started;
import dev.ferry.engine.handover.DestinationEvent.StateLoaded;
import dev.ferry.engine.handover.DestinationState;
import dev.ferry.engine.handover.DestinationState.Completed;
import dev.ferry.engine.handover.DestinationState.Dropped;
import dev.ferry.engine.handover.DestinationState.Filling;
import dev.ferry.engine.handover.DestinationState.Prepared;
import dev.ferry.engine.handover.DestinationState.Running;
import dev.ferry.engine.handover.DestinationState.RunningPaused;
import dev.ferry.engine.handover.Handover;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.order.TouchRecorder;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.Message.Resumed;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.SessionToken;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration at the destination, from WELCOME to BYE, over as many links as it takes. The session thread reads the
 * urgent lane here; lane threads and the fault thread report back.
 */
final class IncomingMigration {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingMigration.class);

    private final Visitor<Hello> visitor;
    private final Hello hello;
    private final EngineSettings settings;
    private final MigrationListener listener;
    private final Migrations migrations;
    private final MeetingPoint meetingPoint;
    private final Handover<DestinationState, DestinationEvent, DestinationAction> handover = Handover
            .ofDestination();
    private final SessionToken token = SessionToken.random();
    private final @Nullable TouchRecorder recorder;
    private final ArrivingGuest guest;
    private final long startNanos = System.nanoTime();
    private volatile DestinationLink link;
    private PageBitmap missing;
    private @Nullable Throwable failure;
    private boolean surelyPaused = true;
    private boolean byeHeard;

    IncomingMigration(Visitor<Hello> visitor, Reservation reservation, EngineSettings settings,
            MigrationListener listener, Migrations migrations, MeetingPoint meetingPoint) {
        this.visitor = visitor;
        this.hello = visitor.first();
        this.settings = settings;
        this.listener = listener;
        this.migrations = migrations;
        this.meetingPoint = meetingPoint;
        this.recorder = settings.recording().file().isEmpty()
                ? null
                : new TouchRecorder(hello.guestId(), hello.geometry().pageCount(),
                        reservation.trap().accessLog(), settings.recording());
        this.guest = new ArrivingGuest(reservation, hello.references(), listener, recorder, this::nothingOwed,
                broken -> link.fail(broken));
        this.missing = new PageBitmap(hello.geometry().pageCount());
        this.link = new DestinationLink(visitor.link(), visitor.reader(), this::laneFailed);
        meetingPoint.onRefusal(this::refuse);
    }

    /** Takes the guest in; throws where it is not here in the end. */
    Arrival run() {
        try (ProgressTicker _ = new ProgressTicker(listener, this::progress)) {
            serve(link, () -> {
                link.urgent().write(new Welcome(token));
                listener.onPhase(MigrationPhase.ROUNDS);
            });
            while (handover.state().waitsForLink()) {
                awaitSource();
            }
        }
        // Another thread may have decided the end while this one waited.
        handover.perform(this::performLast);
        return end();
    }

    /** Goes on over a link until that ends, whyever. */
    private void serve(DestinationLink over, LinkCalls.Action opening) {
        link = over;
        meetingPoint.goOnOver(over.link());
        try (PageReceiver receiver = new PageReceiver(over.reader(), guest.pages())) {
            try (Deadline _ = new Deadline(over.link(), settings.handshakeTimeout())) {
                opening.run();
            }
            guest.askOver(over.urgent());
            over.receiveBulk(guest.pages());
            try (Heartbeat heartbeat = new Heartbeat(over.link(), over.reader(), over.urgent(),
                    this::silenceLimit)) {
                converse(heartbeat, receiver);
            }
        } catch (IOException | InterruptedException | RuntimeException | Error broken) {
            failed(over.sessionOver(broken));
        }
        handover.perform(this::performLast);
        over.end();
    }

    private Duration silenceLimit() {
        return settings.silenceLimit(guest.pages().guestRuns());
    }

    private void converse(Heartbeat heartbeat, PageReceiver receiver)
            throws IOException, InterruptedException {
        while (!byeHeard) {
            Message message = heartbeat.read();
            switch (message) {
                case Pages header -> receiver.receive(header);
                case Owed(List<PageRun> runs) when handover.state() instanceof Filling -> owe(runs);
                case State(byte[] bytes) when handover.state() instanceof Filling ->
                    heartbeat.whileBusy(() -> prepare(bytes));
                case Commit _ when handover.state() instanceof Prepared -> heartbeat.whileBusy(() -> {
                    advance(new CommitHeard());
                    listener.onPhase(MigrationPhase.PUSH);
                });
                case Bye _ when handover.state() instanceof Completed -> byeHeard = true;
                case Abort(ErrorCode code, String reason) -> {
                    handover.on(new AbortHeard(reason));
                    throw new FerryException(code, "the source ended the migration: " + reason);
                }
                default -> throw link.reader().outOfTurn(message,
                        "PAGES, OWED, STATE, COMMIT and BYE, each in its turn");
            }
        }
    }

    private void owe(List<PageRun> runs) {
        long pageCount = hello.geometry().pageCount();
        for (PageRun run : runs) {
            if (run.end() > pageCount) {
                throw link.reader().malformed("OWED", run + " of " + pageCount + " pages",
                        "pages of the guest");
            }
            guest.pages().owe(run);
        }
    }

    private void prepare(byte[] state) throws IOException {
        listener.onPhase(MigrationPhase.SWITCHOVER);
        long unaccounted = guest.pages().firstUnaccounted();
        if (unaccounted != PageSet.NONE) {
            throw link.reader().malformed("STATE",
                    "page " + unaccounted + " was neither sent nor announced as owed",
                    "every page sent or owed");
        }
        guest.control().loadState(state);
        advance(new StateLoaded());
    }

    /** Takes an event of the migration's progress in, and does what follows from it. */
    private void advance(DestinationEvent event) throws IOException {
        handover.on(event);
        handover.perform(this::perform);
    }

    private void perform(DestinationAction action) throws IOException {
        switch (action) {
            case SEND_READY -> link.urgent().write(new Ready());
            case START_GUEST -> startGuest();
            case PAUSE_GUEST -> pauseGuest();
            case SEND_RUNNING -> link.urgent().write(new Message.Running());
            case SEND_COMPLETE -> link.urgent().write(complete());
            case SEND_VERDICT -> sendVerdict();
            case SEND_ABORT -> sendAbort();
            case CLOSE_LINK -> link.end();
            case CLOSE_RESERVATION -> {
                guest.giveBack();
                surelyPaused = true;
            }
        }
    }

    /** Performs what is left to do; nothing that breaks on the way hides why the link ended. */
    private void performLast(DestinationAction action) {
        try {
            perform(action);
        } catch (IOException gone) {
            LOG.debug("{} over a link that has ended", action, gone);
        } catch (RuntimeException | Error broken) {
            LOG.error("{} failed while the link was ended", action, broken);
            if (failure != null) {
                failure.addSuppressed(broken);
            }
        }
    }

    private void startGuest() {
        try {
            guest.start();
            handover.on(new Started(guest.pages().missing()));
            guest.hasStarted();
        } catch (RuntimeException | Error broken) {
            failure = broken;
            handover.on(new StartFailed(Failures.reason(broken)));
        }
    }

    private void pauseGuest() {
        surelyPaused = false;
        guest.control().pause();
        surelyPaused = true;
    }

    private void sendAbort() {
        if (surelyPaused && failure != null) {
            link.abort(failure);
        }
    }

    private void sendVerdict() throws IOException {
        Verdict verdict = handover.state().verdict(missing.size());
        link.urgent().write(new Resumed(token, verdict));
        if (verdict instanceof Verdict.Running) {
            MissingPages.write(missing, link.urgent());
        }
    }

    private Complete complete() {
        return new Complete(guest.conclude());
    }

    /** The last owed page is in place: the fault thread says so, or the session where that one has failed. */
    private void nothingOwed() {
        if (takesNothingOwed()) {
            handover.perform(this::performLast);
            meetingPoint.wake();
        }
    }

    private synchronized boolean takesNothingOwed() {
        boolean first = switch (handover.state()) {
            case Running _,RunningPaused _ -> true;
            default -> false;
        };
        if (first) {
            handover.on(new NothingOwed());
        }
        return first;
    }

    /** A thread beside the session's has failed. Where that ends the migration the source is told while it listens. */
    private void laneFailed(Throwable broken) {
        if (handover.on(eventOf(broken)) instanceof Dropped && !guest.pages().guestRuns()) {
            link.abort(broken);
        }
        meetingPoint.wake();
    }

    /** The guest is not wanted here any more: it stays at its source, unless it runs here. Any thread. */
    private boolean refuse() {
        return switch (handover.state()) {
            case Filling _,Prepared _ -> {
                link.fail(new FerryException(ErrorCode.PEER_ABORTED, "the destination has given it up"));
                yield true;
            }
            default -> false;
        };
    }

    private void failed(Throwable broken) {
        failure = failure == null ? broken : failure;
        handover.on(eventOf(broken));
    }

    private static DestinationEvent eventOf(Throwable broken) {
        return broken instanceof IOException
                ? new LinkLost(Failures.reason(broken))
                : new Failed(Failures.reason(broken));
    }

    /** The link was lost after switchover: waits for the source, and goes on with it over another. */
    private void awaitSource() {
        meetingPoint.linkLost();
        listener.onPhase(MigrationPhase.PAUSED);
        explain(Failures.reason(cause()) + "; waiting for "
                + Quantities.formatDuration(settings.recoveryTimeout())
                + " for the source to come back (ferry.recovery.timeout)");
        Visitor<Resume> back = meetingPoint.await(System.nanoTime() + settings.recoveryTimeout().toNanos(),
                () -> !handover.state().waitsForLink());
        if (back != null) {
            DestinationLink next = new DestinationLink(back.link(), back.reader(), this::laneFailed);
            serve(next, () -> {
                if (guest.pages().guestRuns()) {
                    missing = guest.oweAgain();
                }
                advance(new SourceCameBack());
                failure = null;
                if (guest.pages().guestRuns()) {
                    explain(String.format(Locale.ROOT,
                            "the source has come back: it still has %,d pages of this guest",
                            missing.size()));
                    listener.onPhase(MigrationPhase.PUSH);
                    if (missing.isEmpty()) {
                        nothingOwed();
                    }
                }
            });
        } else if (handover.state().waitsForLink()) {
            failure = new FerryException(Failures.code(cause()),
                    Failures.reason(cause()) + "; given up: the source did not come back", cause());
            handover.on(new GiveUpAsked());
            handover.perform(this::performLast);
        }
    }

    private Arrival end() {
        guest.hasStarted();
        guest.endFaults();
        CompletableFuture<Void> released = new CompletableFuture<>();
        boolean arrived = handover.state() instanceof Completed;
        Resumed verdict = new Resumed(token, handover.state().verdict(0));
        // Of a guest that could be neither paused nor ended nobody may say that it does not run.
        End end = surelyPaused
                ? new End(arrived ? List.of(verdict, complete()) : List.of(verdict),
                        () -> released.complete(null))
                : null;
        migrations.end(hello.token(), hello.guestId(), arrived, end);
        if (!arrived) {
            throw failure(cause());
        }
        if (byeHeard) {
            released.complete(null);
        } else {
            LOG.warn("guest {} is here and complete, but its source did not say that it knows",
                    hello.guestId());
        }
        listener.onPhase(MigrationPhase.COMPLETED);
        return new Arrival(hello.guestId(), hello.geometry(), guest.reservation(), guest.conclude(),
                released,
                recorder == null ? CompletableFuture.completedFuture(Optional.empty()) : recorder.recorded());
    }

    private Throwable cause() {
        return failure == null ? new IOException("the link ended") : failure;
    }

    private void explain(String decision) {
        LOG.info("guest {}: {}", hello.guestId(), decision);
        listener.onDecision(decision);
    }

    private MigrationFailedException failure(Throwable cause) {
        GuestFate fate = handover.state().guestFate();
        listener.onPhase(MigrationPhase.FAILED);
        String consequence = fate == GuestFate.LOST
                ? String.format(Locale.ROOT,
                        "The guest is lost: %,d of %,d pages never came, and it cannot go on without them",
                        missing(), hello.geometry().pageCount())
                : "The guest is the source's, and what was reserved here is given back";
        return new MigrationFailedException(Failures.code(cause), fate,
                "migration of guest " + hello.guestId() + " from " + visitor.link().peer() + " failed: "
                        + Failures.reason(cause) + ". " + consequence + ".",
                null, cause);
    }

    private long missing() {
        return guest.pages().missing();
    }

    private Progress progress() {
        MigrationPhase phase = handover.state().waitsForLink()
                ? MigrationPhase.PAUSED
                : guest.pages().guestRuns() ? MigrationPhase.PUSH : MigrationPhase.ROUNDS;
        return new Progress(phase, 0, missing(), 0, 0, System.nanoTime() - startNanos, 0, 0, 0);
    }
}
