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

    private final ConcurrentMap<String, InMemoryListener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();

    InMemoryListener listen(String address) throws BindException {
        InMemoryListener listener = new InMemoryListener(address, this);
        if (listeners.putIfAbsent(address, listener) != null) {
            throw new BindException("Cannot listen on '" + address + "': somebody in this JVM already does");
        }
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
