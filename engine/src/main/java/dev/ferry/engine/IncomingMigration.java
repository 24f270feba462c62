package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.event.Progress;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FaultTrap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.handover.DestinationEvent.CommitHeard;
import dev.ferry.engine.handover.DestinationEvent.Failed;
import dev.ferry.engine.handover.DestinationEvent.NothingOwed;
import dev.ferry.engine.handover.DestinationEvent.StateLoaded;
import dev.ferry.engine.handover.DestinationHandover;
import dev.ferry.engine.handover.DestinationState.Completed;
import dev.ferry.engine.handover.DestinationState.Filling;
import dev.ferry.engine.handover.DestinationState.Prepared;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Ack;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.Message.Pages;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One migration at the destination, from HELLO to BYE. The session thread reads the urgent lane here; lane threads and
 * the fault thread report back through {@link LaneThreads}.
 */
final class IncomingMigration {

    private static final Logger LOG = LoggerFactory.getLogger(IncomingMigration.class);

    private final Link link;
    private final GuestHost host;
    private final EngineSettings settings;
    private final MigrationListener listener;
    private final Set<String> guests;
    private final MessageReader reader;
    private final MessageWriter urgent;
    private final DestinationHandover handover = new DestinationHandover();
    private final FaultClock clock = new FaultClock();
    private final LaneThreads threads;
    private final long startNanos = System.nanoTime();
    private volatile FaultFigures figures = clock.figures(OptionalLong.empty());

    IncomingMigration(Link link, GuestHost host, EngineSettings settings, MigrationListener listener,
            Set<String> guests) {
        this.link = link;
        this.host = host;
        this.settings = settings;
        this.listener = listener;
        this.guests = guests;
        this.reader = new MessageReader(link.urgent());
        this.urgent = new MessageWriter(link.urgent());
        this.threads = new LaneThreads(link, urgent, () -> handover.state() instanceof Completed);
    }

    Arrival run() {
        Hello hello;
        Reservation reservation;
        try {
            listener.onPhase(MigrationPhase.RESERVATION);
            hello = readHello();
            reservation = reserve(hello);
        } catch (IOException | RuntimeException | Error refused) {
            throw failed(threads.causeOf(refused), "a migration from " + link.peer() + " was refused", null);
        }
        ArrivingPages pages = new ArrivingPages(reservation.trap(), clock);
        try (PageReceiver receiver = new PageReceiver(reader, pages);
                ProgressTicker _ = new ProgressTicker(listener, () -> progress(pages))) {
            urgent.write(new Welcome());
            startLanes(pages);
            listener.onPhase(MigrationPhase.ROUNDS);
            session(reservation, pages, receiver);
            threads.sessionOver();
        } catch (IOException | RuntimeException | Error broken) {
            Throwable cause = threads.causeOf(broken);
            threads.sessionOver();
            threads.end(pages.trap());
            endAfterFailure(hello, reservation, pages, cause);
        } finally {
            threads.end(pages.trap());
        }
        listener.onPhase(MigrationPhase.COMPLETED);
        return new Arrival(hello.guestId(), hello.geometry(), reservation, figures);
    }

    private Hello readHello() throws IOException {
        try (Deadline deadline = new Deadline(link, settings.handshakeTimeout())) {
            Message message = readUnless(deadline);
            if (!(message instanceof Hello hello)) {
                throw reader.outOfTurn(message, "HELLO");
            }
            if (hello.version() != Message.VERSION) {
                throw new FerryException(ErrorCode.INCOMPATIBLE_PEER, "the source speaks version "
                        + hello.version() + " of the protocol, this destination speaks " + Message.VERSION);
            }
            return hello;
        }
    }

    private Message readUnless(Deadline deadline) throws IOException {
        try {
            return reader.read();
        } catch (IOException ended) {
            if (deadline.missed()) {
                throw new FerryException(ErrorCode.LINK_LOST,
                        "it said nothing within " + settings.handshakeTimeout()
                                + " (ferry.handshake.timeout)",
                        ended);
            }
            throw ended;
        }
    }

    private Reservation reserve(Hello hello) {
        if (!guests.add(hello.guestId())) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "guest " + hello.guestId() + " is here already, or on its way");
        }
        try {
            return host.reserve(hello.guestId(), hello.geometry());
        } catch (RuntimeException | Error refused) {
            guests.remove(hello.guestId());
            throw refused;
        }
    }

    private void startLanes(ArrivingPages pages) {
        for (Lane lane : link.bulk()) {
            threads.start("ferry-destination-bulk", () -> {
                MessageReader frames = new MessageReader(lane);
                MessageWriter acknowledgements = new MessageWriter(lane);
                try (PageReceiver receiver = new PageReceiver(frames, pages)) {
                    while (true) {
                        Message message = frames.read();
                        if (!(message instanceof Pages header)) {
                            throw frames.outOfTurn(message, "PAGES on a bulk lane");
                        }
                        receiver.receive(header);
                        acknowledgements.write(new Ack());
                    }
                }
            });
        }
    }

    private void session(Reservation reservation, ArrivingPages pages, PageReceiver receiver)
            throws IOException {
        while (true) {
            Message message = reader.read();
            switch (message) {
                case Pages header -> receiver.receive(header);
                case Owed(List<PageRun> runs) when handover.state() instanceof Filling -> owe(runs, pages);
                case State(byte[] bytes) when handover.state() instanceof Filling ->
                    prepare(bytes, reservation, pages);
                case Commit _ when handover.state() instanceof Prepared -> runGuest(reservation, pages);
                case Bye _ when handover.state() instanceof Completed -> {
                    return;
                }
                case Abort(ErrorCode code, String reason) ->
                    throw new FerryException(code, "the source ended the migration: " + reason);
                case Hello _,Welcome _,Ack _,Owed _,State _,Commit _,Ready _,Running _,Fault _,Complete _,Bye _ ->
                    throw reader.outOfTurn(message, "PAGES, OWED, STATE, COMMIT and BYE, each in its turn");
            }
        }
    }

    private void owe(List<PageRun> runs, ArrivingPages pages) {
        long pageCount = pages.trap().geometry().pageCount();
        for (PageRun run : runs) {
            if (run.end() > pageCount) {
                throw reader.malformed("OWED", run + " of " + pageCount + " pages", "pages of the guest");
            }
            pages.owe(run);
        }
    }

    private void prepare(byte[] state, Reservation reservation, ArrivingPages pages) throws IOException {
        listener.onPhase(MigrationPhase.SWITCHOVER);
        long unaccounted = pages.firstUnaccounted();
        if (unaccounted != PageSet.NONE) {
            throw reader.malformed("STATE", "page " + unaccounted + " was neither sent nor announced as owed",
                    "every page sent or owed");
        }
        reservation.control().loadState(state);
        handover.on(new StateLoaded());
        urgent.write(new Ready());
    }

    private void runGuest(Reservation reservation, ArrivingPages pages) throws IOException {
        handover.on(new CommitHeard());
        pages.startGuest();
        boolean nothingOwed = pages.missing() == 0;
        if (!nothingOwed) {
            threads.start("ferry-destination-fault", () -> serveFaults(pages));
        }
        reservation.control().resume();
        if (nothingOwed) {
            handover.on(new NothingOwed());
        }
        urgent.write(new Running());
        listener.onPhase(MigrationPhase.PUSH);
        if (nothingOwed) {
            complete(pages);
        }
    }

    /** A trap that cannot be ended costs its resources, not a guest that has arrived. */
    private static void endTrap(FaultTrap trap) {
        try {
            trap.close();
        } catch (RuntimeException broken) {
            LOG.error("the fault trap of a guest that has arrived could not be closed", broken);
        }
    }

    private void serveFaults(ArrivingPages pages) throws IOException {
        new FaultReporter(pages, urgent, clock, listener).run();
        if (pages.missing() == 0) {
            handover.on(new NothingOwed());
            complete(pages);
        }
    }

    /** Nothing is owed: what is missing now is zero, and reads so without the trap. */
    private void complete(ArrivingPages pages) throws IOException {
        OptionalLong minorFaults = pages.trap().minorFaults();
        endTrap(pages.trap());
        figures = clock.figures(minorFaults);
        urgent.write(new Complete(figures.networkFaults(), minorFaults.orElse(-1), figures.latency().p50(),
                figures.latency().p99(), figures.latency().max()));
    }

    /** Returns where the guest needs nothing more of the source, whatever became of the link; throws otherwise. */
    private void endAfterFailure(Hello hello, Reservation reservation, ArrivingPages pages,
            Throwable cause) {
        if (handover.state() instanceof Completed) {
            LOG.warn("guest {} is here and complete, but its source did not say so: {}", hello.guestId(),
                    cause.getMessage());
            return;
        }
        guests.remove(hello.guestId());
        String what = "migration of guest " + hello.guestId() + " from " + link.peer() + " failed";
        long missing = pages.missing();
        MigrationFailedException failed = failed(cause, what, missing + " of " + hello.geometry().pageCount()
                + " pages never came, and it cannot go on without them");
        try {
            reservation.close();
        } catch (RuntimeException alsoBroken) {
            failed.addSuppressed(alsoBroken);
        }
        throw failed;
    }

    private MigrationFailedException failed(Throwable cause, String what, @Nullable String loss) {
        link.close();
        GuestFate fate = handover.on(new Failed(Failures.reason(cause))).guestFate();
        listener.onPhase(MigrationPhase.FAILED);
        String consequence = fate == GuestFate.LOST
                ? "The guest is lost: " + loss
                : "The guest is the source's, and what was reserved here is given back";
        return new MigrationFailedException(Failures.code(cause), fate,
                what + ": " + Failures.reason(cause) + ". " + consequence + ".", null, cause);
    }

    private Progress progress(ArrivingPages pages) {
        MigrationPhase phase = pages.guestRuns() ? MigrationPhase.PUSH : MigrationPhase.ROUNDS;
        return new Progress(phase, 0, pages.missing(), 0, 0, System.nanoTime() - startNanos, 0, 0);
    }
}
