/** The transport {@code tcp}: a link is one urgent and some bulk TCP connections to one peer. */
module dev.ferry.transport.tcp {
    requires transitive dev.ferry.api;
    requires jdk.net;
    requires org.slf4j;
    requires static org.jspecify;

    exports dev.ferry.transport.tcp;

    provides dev.ferry.api.transport.Transport.Provider with dev.ferry.transport.tcp.TcpTransportProvider;
}
