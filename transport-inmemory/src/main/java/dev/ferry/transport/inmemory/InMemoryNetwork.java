package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Link;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Who listens at which address. */
final class InMemoryNetwork {

    /** As with TCP: an address with this port stands for one where nobody listens yet. */
    private static final String ANY_PORT = ":0";

    private final ConcurrentMap<String, InMemoryListener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong ports = new AtomicLong();

    InMemoryListener listen(String address) throws BindException {
        if (address.endsWith(ANY_PORT)) {
            return listenAtAnyPort(address.substring(0, address.length() - ANY_PORT.length()));
        }
        InMemoryListener listener = new InMemoryListener(address, this);
        if (listeners.putIfAbsent(address, listener) != null) {
            throw new BindException("Cannot listen on '" + address + "': somebody in this JVM already does");
        }
        return listener;
    }

    private InMemoryListener listenAtAnyPort(String host) {
        InMemoryListener listener;
        do {
            listener = new InMemoryListener(host + ":" + ports.incrementAndGet(), this);
        } while (listeners.putIfAbsent(listener.address(), listener) != null);
        return listener;
    }

    void remove(InMemoryListener listener) {
        listeners.remove(listener.address(), listener);
    }

    Link connect(String address, InMemoryOptions options, NanoClock clock) throws IOException {
        InMemoryListener listener = listeners.get(address);
        String caller = address + "#" + connections.incrementAndGet();
        InMemoryLink.Pair ends = InMemoryLink.pair(address, caller, options, clock);
        if (listener == null || !listener.offer(ends.listening())) {
            throw new ConnectException("Cannot connect to '" + address
                    + "': nobody listens there in this JVM, only at " + new TreeSet<>(listeners.keySet()));
        }
        return ends.connecting();
    }
}
