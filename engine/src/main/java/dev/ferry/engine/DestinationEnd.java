package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Hello;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The destination's end: listens at an address, or several, and takes guests in, one at a time. Built by
 * {@link Builder#listen()}; {@link #close()} from any thread ends a wait. Guests that have arrived live on.
 */
public final class DestinationEnd implements AutoCloseable {

    private final GuestHost host;
    private final EngineSettings settings;
    private final MigrationListener listener;
    private final Migrations migrations;
    private final Reception reception;
    private final List<LinkListener> linkListeners = new CopyOnWriteArrayList<>();

    private DestinationEnd(GuestHost host, EngineSettings settings, MigrationListener listener) {
        this.host = host;
        this.settings = settings;
        this.listener = listener;
        this.migrations = new Migrations(settings);
        this.reception = new Reception(settings, migrations);
    }

    /** Composes a destination end part by part. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where it listens, in a spelling that a source can connect to: the first address where there are several. */
    public String address() {
        return linkListeners.getFirst().address();
    }

    /**
     * Listens at another address, too, also by another transport: for guests, and for sources that come back.
     *
     * @return the address, in a spelling that a source can connect to
     * @throws FerryException where it cannot be listened on
     */
    public String alsoListen(Transport transport, String address) {
        try {
            LinkListener opened = transport.listen(address);
            linkListeners.add(opened);
            reception.open(opened);
            return opened.address();
        } catch (IOException refused) {
            throw new FerryException(ErrorCode.LINK_LOST, "cannot listen at " + address + ": "
                    + refused.getMessage(), refused);
        }
    }

    /**
     * Waits for a source and takes its guest in. Blocks until the guest runs here and owes nothing to its source; where
     * the link is lost after switchover, it waits for the source to come back for {@code ferry.recovery.timeout}. One
     * thread at a time; an interrupt of it fails the migration, and after switchover gives the guest
     * up.
     *
     * @return the guest, the caller's from now on
     * @throws MigrationFailedException where it failed: what was reserved is given back, and the guest is where the
     *         exception says
     * @throws FerryException where this end was closed
     */
    public Arrival receive() {
        Visitor<Hello> visitor;
        try {
            visitor = reception.next();
        } catch (IOException closed) {
            throw new FerryException(ErrorCode.LINK_LOST, "no longer listening at " + address() + ": "
                    + closed.getMessage(), closed);
        } catch (InterruptedException interrupted) {
            throw LinkCalls.unchecked(interrupted);
        }
        return admit(visitor).run();
    }

    private IncomingMigration admit(Visitor<Hello> visitor) {
        Hello hello = visitor.first();
        listener.onPhase(MigrationPhase.RESERVATION);
        try {
            if (hello.version() != Message.VERSION) {
                throw new FerryException(ErrorCode.INCOMPATIBLE_PEER, "the source speaks version "
                        + hello.version() + " of the protocol, this destination speaks " + Message.VERSION);
            }
            MeetingPoint meetingPoint = migrations.begin(hello.token(), hello.guestId());
            try {
                return begin(visitor, meetingPoint);
            } catch (RuntimeException | Error refused) {
                migrations.end(hello.token(), hello.guestId(), false, null);
                throw refused;
            }
        } catch (RuntimeException | Error refused) {
            Reception.turnAway(visitor.link(), refused);
            listener.onPhase(MigrationPhase.FAILED);
            throw new MigrationFailedException(Failures.code(refused), GuestFate.RUNS_AT_SOURCE,
                    "a migration from " + visitor.link().peer() + " was refused: " + Failures.reason(refused)
                            + ". The guest is the source's, and what was reserved here is given back.",
                    null, refused);
        }
    }

    private IncomingMigration begin(Visitor<Hello> visitor, MeetingPoint meetingPoint) {
        Hello hello = visitor.first();
        Reservation reservation = host.reserve(hello.guestId(), hello.geometry());
        try {
            if (hello.references() && !reservation.trap().takesCold()) {
                throw new FerryException(ErrorCode.RESERVATION_REFUSED, "cold pages of guest "
                        + hello.guestId() + " are to stay on its swap device, and this destination has none:"
                        + " set ferry.swap here to what the source has,"
                        + " or take a strategy that copies all pages");
            }
            return new IncomingMigration(visitor, reservation, settings, listener, migrations, meetingPoint);
        } catch (RuntimeException | Error broken) {
            reservation.close();
            throw broken;
        }
    }

    /**
     * Lets a guest come again that has arrived here once: it has ended, or has moved on. Until then a second migration
     * of it is refused. Not to be called while it is on its way.
     */
    public void forget(String guestId) {
        migrations.forget(guestId);
    }

    /**
     * Takes a guest in no longer: one that does not run here yet stays at its source; of one whose source is waited for
     * it is waited no longer, and what is here is given back. {@link #receive()} then ends with an exception. A guest
     * that runs here and whose link holds is not touched. Any thread, any number of times.
     *
     * @return false where there is nothing to give up
     */
    public boolean giveUp(String guestId) {
        return migrations.giveUp(guestId);
    }

    /**
     * Stops listening. A guest that is on its way is not disturbed; but once its link is lost its source can no longer
     * come back. May be called twice.
     */
    @Override
    public void close() {
        linkListeners.forEach(LinkListener::close);
        reception.close();
    }

    /** Composes a {@link DestinationEnd} part by part. What has no default must be set. */
    public static final class Builder {

        private @Nullable Transport transport;
        private @Nullable String address;
        private @Nullable GuestHost host;
        private EngineSettings settings = EngineSettings.defaults();
        private MigrationListener listener = MigrationListener.NONE;

        private Builder() {}

        /** What carries the bytes, and where to listen, in the transport's own spelling. */
        public Builder transport(Transport transport, String address) {
            this.transport = transport;
            this.address = address;
            return this;
        }

        /** Who makes room for guests. */
        public Builder host(GuestHost host) {
            this.host = host;
            return this;
        }

        /** The engine's own settings. */
        public Builder settings(EngineSettings settings) {
            this.settings = settings;
            return this;
        }

        /** Who watches. */
        public Builder listener(MigrationListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Begins to listen.
         *
         * @throws NullPointerException where a part is missing, with its name
         * @throws FerryException where the address cannot be listened on
         */
        public DestinationEnd listen() {
            String where = Objects.requireNonNull(address, "address is not set");
            GuestHost room = Objects.requireNonNull(host, "host is not set");
            DestinationEnd end = new DestinationEnd(room, settings, SafeListener.around(listener));
            end.alsoListen(Objects.requireNonNull(transport, "transport is not set"), where);
            return end;
        }
    }
}
