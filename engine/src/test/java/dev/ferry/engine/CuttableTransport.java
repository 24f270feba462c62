package dev.ferry.engine;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** An in-memory transport whose link a test can end from outside, as if one side had died. */
final class CuttableTransport implements Transport {

    private final Transport transport = new InMemoryTransport();
    private final CompletableFuture<Link> link = new CompletableFuture<>();

    @Override
    public LinkListener listen(String address) throws IOException {
        return transport.listen(address);
    }

    @Override
    public Link connect(String address) throws IOException {
        Link connected = transport.connect(address);
        link.complete(connected);
        return connected;
    }

    void cut() {
        link.join().close();
    }
}
