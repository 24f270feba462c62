package dev.ferry.api.transport;

import dev.ferry.api.PluginProvider;
import java.io.IOException;

/** Makes links between two hosts. Safe for any thread; holds nothing that would need closing. */
public interface Transport {

    /**
     * Begins to wait for peers.
     *
     * @param address in the transport's own spelling, e.g. {@code 0.0.0.0:7777}
     * @throws IllegalArgumentException where the address does not parse
     * @throws IOException where it cannot be listened on, e.g. because the port is in use
     */
    LinkListener listen(String address) throws IOException;

    /** Connects to a listening peer. Throws as {@link #listen}; leaves nothing open where it fails. */
    Link connect(String address) throws IOException;

    /** Finds a transport by name, e.g. {@code tcp}. */
    interface Provider extends PluginProvider<Transport> {}
}
