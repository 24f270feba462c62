package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;

/**
 * Both ends of a link in one JVM. An address is any name without white space; one that ends in {@code :0} becomes one
 * where nobody listens yet, as a TCP port does. A transport made by hand is a network of its own, so that tests do not
 * meet.
 *
 * <p>
 * It behaves as sockets do: bytes are copied when written; a lane buffers some hundred KiB (plus what a wire of the
 * given bandwidth and latency holds) before its writer waits; what was written before a close still arrives; and an
 * interrupt of a thread that waits in a lane ends that lane at both ends.
 */
public final class InMemoryTransport implements Transport {

    private final InMemoryNetwork network;
    private final InMemoryOptions options;
    private final NanoClock clock;

    /** A network of its own, as fast as memory. */
    public InMemoryTransport() {
        this(InMemoryOptions.DEFAULTS);
    }

    /** A network of its own whose links run over such a wire. */
    public InMemoryTransport(InMemoryOptions options) {
        this(new InMemoryNetwork(), options, NanoClock.SYSTEM);
    }

    InMemoryTransport(InMemoryNetwork network, InMemoryOptions options, NanoClock clock) {
        this.network = network;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return network.listen(checked(address));
    }

    @Override
    public Link connect(String address) throws IOException {
        return network.connect(checked(address), options, clock);
    }

    private static String checked(String address) {
        if (address.isEmpty() || address.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + address
                    + "' is not an address of the in-memory transport: a name without white space, such as host-b");
        }
        return address;
    }
}
