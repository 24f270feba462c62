package dev.ferry.transport.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes connections in, reads their preambles and makes links of those that belong together. One thread owns all of
 * them and never waits for a single one, so that a stranger who is silent delays nobody. Whoever is not part of a
 * complete link at its deadline is turned away.
 */
final class Reception {

    /** Where there are more at a time, the oldest is turned away. A peer makes at most 17 connections. */
    static final int MAX_VISITORS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Duration timeout;
    private final Consumer<TcpLink> taker;
    /** Oldest first, and so in the order of their deadlines. */
    private final SequencedSet<Visitor> visitors = new LinkedHashSet<>();
    private final Map<UUID, HalfLink> halfLinks = new HashMap<>();

    /**
     * @param server bound and non-blocking
     * @param selector ends the reception when it is closed
     * @param taker takes complete links; called on the reception's thread
     */
    Reception(ServerSocketChannel server, Selector selector, Duration timeout, Consumer<TcpLink> taker)
            throws IOException {
        this.server = server;
        this.selector = selector;
        this.timeout = timeout;
        this.taker = taker;
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Serves until the selector is closed, or the server fails; then no visitor stays open. */
    void serve() throws IOException {
        try {
            while (selector.isOpen()) {
                selector.select(this::attend, millisToNextDeadline());
                turnLateVisitorsAway();
            }
        } catch (ClosedSelectorException closed) {
            LOG.debug("The listener was closed");
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        } finally {
            visitors.forEach(visitor -> Sockets.closeQuietly(visitor.connection()));
        }
    }

    private void attend(SelectionKey ready) {
        if (ready.attachment() instanceof Visitor visitor) {
            receive(visitor, ready);
        } else {
            acceptConnection();
        }
    }

    private void acceptConnection() {
        try {
            SocketChannel connection = server.accept();
            if (connection != null) {
                admit(connection);
            }
        } catch (ClosedChannelException closed) {
            LOG.debug("The listener is closing");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void admit(SocketChannel connection) {
        Visitor visitor = new Visitor(connection, System.nanoTime() + timeout.toNanos());
        visitors.add(visitor);
        if (visitors.size() > MAX_VISITORS) {
            turnAwayWithItsLink(visitors.getFirst(), "when " + MAX_VISITORS + " connections came after it");
        }
        try {
            Sockets.configure(connection);
            connection.configureBlocking(false);
            connection.register(selector, SelectionKey.OP_READ, visitor);
        } catch (IOException reason) {
            turnAway(visitor, Sockets.reason(reason));
        }
    }

    private void receive(Visitor visitor, SelectionKey key) {
        try {
            Preamble hello = visitor.receive();
            if (hello != null) {
                key.cancel();
                join(hello, visitor);
            }
        } catch (IOException reason) {
            turnAway(visitor, Sockets.reason(reason));
        }
    }

    private void join(Preamble hello, Visitor visitor) throws ProtocolException {
        HalfLink half = halfLinks.computeIfAbsent(hello.linkId(), _ -> new HalfLink(hello.laneCount()));
        half.add(hello, visitor);
        if (half.isComplete()) {
            halfLinks.remove(hello.linkId());
            half.visitors().forEach(visitors::remove);
            handOver(half);
        }
    }

    private void handOver(HalfLink half) {
        TcpLink link = half.toLink();
        try {
            half.welcome();
            taker.accept(link);
        } catch (IOException reason) {
            link.close();
            LOG.warn("Lost the link to {} while it was made: {}", link.peer(), Sockets.reason(reason));
        }
    }

    private void turnLateVisitorsAway() {
        while (!visitors.isEmpty() && visitors.getFirst().deadlineNanos() - System.nanoTime() <= 0) {
            turnAwayWithItsLink(visitors.getFirst(), "within " + timeout.toMillis() + " ms");
        }
    }

    private void turnAwayWithItsLink(Visitor late, String when) {
        Preamble hello = late.hello();
        HalfLink half = hello == null ? null : halfLinks.remove(hello.linkId());
        if (half == null) {
            turnAway(late, "only " + late.progress() + " " + when);
        } else {
            half.visitors().forEach(visitor -> turnAway(visitor, "only " + half.progress() + " " + when));
        }
    }

    private void turnAway(Visitor visitor, String reason) {
        visitors.remove(visitor);
        Sockets.closeQuietly(visitor.connection());
        LOG.warn("Turned {} away: {}", visitor, reason);
    }

    /** As {@link Selector#select(long)} wants it: 0 for ever. */
    private long millisToNextDeadline() {
        if (visitors.isEmpty()) {
            return 0;
        }
        long nanos = visitors.getFirst().deadlineNanos() - System.nanoTime();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }
}
