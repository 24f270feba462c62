package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Both ends of one link. */
record LinkPair(Link source, Link destination) implements AutoCloseable {

    static LinkPair connect(Transport transport, LinkListener listener, ExecutorService threads)
            throws Exception {
        Future<Link> accepted = threads.submit(listener::accept);
        Link source = transport.connect(listener.address());
        return new LinkPair(source, accepted.get());
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }
}
