package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Deque;

/** One address of the network, and the links that were connected to it but not yet accepted. */
final class InMemoryListener implements LinkListener {

    private final String address;
    private final InMemoryNetwork network;
    private final Deque<Link> waiting = new ArrayDeque<>();
    private boolean closed;

    InMemoryListener(String address, InMemoryNetwork network) {
        this.address = address;
        this.network = network;
    }

    @Override
    public String address() {
        return address;
    }

    /** Adds a link to accept; false where the listener is closed. */
    synchronized boolean offer(Link link) {
        if (!closed) {
            waiting.add(link);
            notifyAll();
        }
        return !closed;
    }

    @Override
    public synchronized Link accept() throws IOException {
        while (waiting.isEmpty()) {
            if (closed) {
                throw new SocketException("The listener on '" + address + "' is closed");
            }
            awaitChange();
        }
        return waiting.remove();
    }

    private void awaitChange() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a peer on '" + address + "'");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        network.remove(this);
        waiting.forEach(Link::close);
        waiting.clear();
        notifyAll();
    }
}
