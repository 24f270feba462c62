package dev.ferry.transport.tcp;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bound port, a thread that receives connections, and the complete links that nobody has accepted yet. */
final class TcpListener implements LinkListener {

    /** More complete links than this are closed: whoever owns the listener does not accept. */
    private static final int MAX_WAITING_LINKS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);

    private final TcpAddress address;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Deque<TcpLink> waiting = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Exception failure;

    private TcpListener(TcpAddress address, ServerSocketChannel server, Selector selector)
            throws IOException {
        InetSocketAddress bound = (InetSocketAddress) server.getLocalAddress();
        this.address = address.withPort(bound.getPort());
        this.server = server;
        this.selector = selector;
    }

    static TcpListener open(TcpAddress address, Duration preambleTimeout) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address.resolve());
            server.configureBlocking(false);
            return start(address, server, preambleTimeout);
        } catch (IOException cause) {
            server.close();
            throw new IOException("Cannot listen on '" + address + "': " + Sockets.reason(cause), cause);
        }
    }

    private static TcpListener start(TcpAddress address, ServerSocketChannel server, Duration preambleTimeout)
            throws IOException {
        Selector selector = Selector.open();
        try {
            TcpListener listener = new TcpListener(address, server, selector);
            Reception reception = new Reception(server, selector, preambleTimeout, listener::offer);
            Thread.ofPlatform().daemon().name("ferry-tcp-listener-" + listener.address)
                    .start(() -> listener.serve(reception));
            return listener;
        } catch (IOException cause) {
            selector.close();
            throw cause;
        }
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public synchronized Link accept() throws IOException {
        while (waiting.isEmpty()) {
            if (closed) {
                throw new IOException("The listener on '" + address + "' is closed", failure);
            }
            awaitChange();
        }
        return waiting.remove();
    }

    /** Ends in the order that gives the port back: the server, then the selector that holds on to it. */
    @Override
    public void close() {
        end(null);
        try {
            server.close();
            selector.close();
        } catch (IOException cause) {
            LOG.warn("Closing the listener on '{}' failed", address, cause);
        }
    }

    /** What the reception's thread does; where it fails, {@link #accept} ends with the reason. */
    private void serve(Reception reception) {
        try {
            reception.serve();
        } catch (IOException | RuntimeException cause) {
            LOG.warn("The listener on '{}' failed", address, cause);
            end(cause);
        } finally {
            close();
        }
    }

    private synchronized void offer(TcpLink link) {
        if (closed || waiting.size() == MAX_WAITING_LINKS) {
            LOG.warn("Closed the link to {}: {}", link.peer(),
                    closed
                            ? "the listener is closed"
                            : waiting.size() + " links wait to be accepted already");
            link.close();
        } else {
            waiting.add(link);
            notifyAll();
        }
    }

    private synchronized void end(@Nullable Exception cause) {
        failure = failure == null ? cause : failure;
        closed = true;
        waiting.forEach(TcpLink::close);
        waiting.clear();
        notifyAll();
    }

    private void awaitChange() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a peer on '" + address + "'");
        }
    }
}
