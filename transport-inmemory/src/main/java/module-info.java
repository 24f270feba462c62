/** The transport {@code inmemory}: both ends of a link in one JVM, over a wire of settable bandwidth and latency. */
module dev.ferry.transport.inmemory {
    requires transitive dev.ferry.api;
    requires static org.jspecify;

    exports dev.ferry.transport.inmemory;

    provides dev.ferry.api.transport.Transport.Provider
            with dev.ferry.transport.inmemory.InMemoryTransportProvider;
}
