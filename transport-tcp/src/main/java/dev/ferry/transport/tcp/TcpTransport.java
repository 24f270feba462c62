package dev.ferry.transport.tcp;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;

/**
 * Links over TCP: one connection for urgent data and some for bulk data, so that a demand fault never queues behind
 * bulk data in a socket buffer. Addresses are {@code host:port} or {@code [v6]:port}; a listener may ask for port 0
 * and gets a free one.
 *
 * <p>
 * {@link #connect} returns when a Ferry listener has acknowledged all connections; a server that is something else
 * is recognised within the preamble timeout. A listener turns strangers away with a warning in the log.
 *
 * <p>
 * Lanes block in {@link java.nio.channels.SocketChannel}: a thread that is interrupted while it reads or writes
 * closes its connection, at both ends. Closing a link while received bytes were not yet read makes TCP reset the
 * connection, and the peer may lose the last bytes sent to it: close after the peer has confirmed.
 *
 * <p>
 * A peer whose host dies silently, or whose network does, is noticed within about 25 s on a connection where nothing is
 * on its way: TCP asks after 10 s of silence and gives up 15 s later. Bytes that nobody acknowledges TCP repeats first,
 * on Linux for about 15 minutes ({@code tcp_retries2}).
 *
 * <p>
 * Buffers are those of the operating system, which tunes them to the link. How much bulk data waits unsent in a
 * socket buffer could be bounded by {@code TCP_NOTSENT_LOWAT} (tcp(7)), which Java does not offer.
 */
public final class TcpTransport implements Transport {

    private final TcpOptions options;

    /** With {@link TcpOptions#DEFAULTS}. */
    public TcpTransport() {
        this(TcpOptions.DEFAULTS);
    }

    /** With options of one's own. */
    public TcpTransport(TcpOptions options) {
        this.options = options;
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return TcpListener.open(TcpAddress.parse(address), options.preambleTimeout());
    }

    @Override
    public Link connect(String address) throws IOException {
        return new Dialer(TcpAddress.parsePeer(address), options).dial();
    }
}
