package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The destination's end: listens at an address and takes guests in, one at a time. Built by {@link Builder#listen()};
 * {@link #close()} from any thread ends a wait. Guests that have arrived live on.
 */
public final class DestinationEnd implements AutoCloseable {

    private final LinkListener linkListener;
    private final GuestHost host;
    private final EngineSettings settings;
    private final MigrationListener listener;
    private final Set<String> guests = ConcurrentHashMap.newKeySet();

    private DestinationEnd(LinkListener linkListener, GuestHost host, EngineSettings settings,
            MigrationListener listener) {
        this.linkListener = linkListener;
        this.host = host;
        this.settings = settings;
        this.listener = listener;
    }

    /** Composes a destination end part by part. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where it listens, in a spelling that a source can connect to. */
    public String address() {
        return linkListener.address();
    }

    /**
     * Waits for a source and takes its guest in. Blocks until the guest runs here and owes nothing to its source.
     * One thread at a time.
     *
     * @return the guest, the caller's from now on
     * @throws MigrationFailedException where it failed: what was reserved is given back, and the guest is where the
     *         exception says
     * @throws FerryException where this end was closed
     */
    public Arrival receive() {
        try (Link link = linkListener.accept()) {
            return new IncomingMigration(link, host, settings, listener, guests).run();
        } catch (IOException closed) {
            throw new FerryException(ErrorCode.LINK_LOST, "no longer listening at " + address() + ": "
                    + closed.getMessage(), closed);
        }
    }

    /**
     * Lets a guest come again that has arrived here once: it has ended, or has moved on. Until then a second migration
     * of it is refused.
     */
    public void forget(String guestId) {
        guests.remove(guestId);
    }

    /** Stops listening. A guest that is on its way is not disturbed. May be called twice. */
    @Override
    public void close() {
        linkListener.close();
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
            try {
                return new DestinationEnd(
                        Objects.requireNonNull(transport, "transport is not set").listen(where),
                        room, settings, SafeListener.around(listener));
            } catch (IOException refused) {
                throw new FerryException(ErrorCode.LINK_LOST, "cannot listen at " + where + ": "
                        + refused.getMessage(), refused);
            }
        }
    }
}
