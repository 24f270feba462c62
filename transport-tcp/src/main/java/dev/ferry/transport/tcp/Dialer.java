package dev.ferry.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Makes all connections of one link; where one fails, none stays open. */
final class Dialer {

    private final TcpAddress peer;
    private final TcpOptions options;
    private final UUID linkId = UUID.randomUUID();
    private final List<SocketChannel> connections = new ArrayList<>();

    Dialer(TcpAddress peer, TcpOptions options) {
        this.peer = peer;
        this.options = options;
    }

    TcpLink dial() throws IOException {
        boolean complete = false;
        try {
            connectAll();
            awaitWelcomes();
            complete = true;
            return new TcpLink(peer.toString(), connections);
        } finally {
            if (!complete) {
                connections.forEach(Sockets::closeQuietly);
            }
        }
    }

    private void connectAll() throws IOException {
        try {
            InetSocketAddress address = peer.resolve();
            for (int lane = 0; lane < laneCount(); lane++) {
                SocketChannel connection = SocketChannel.open();
                connections.add(connection);
                Sockets.configure(connection);
                connection.socket().connect(address, Math.toIntExact(options.connectTimeout().toMillis()));
                Transfers.writeFully(connection, hello(lane).encode());
            }
        } catch (IOException cause) {
            throw new IOException("Cannot connect to '" + peer + "': " + Sockets.reason(cause), cause);
        }
    }

    private void awaitWelcomes() throws IOException {
        long deadlineNanos = System.nanoTime() + options.preambleTimeout().toNanos();
        try {
            for (int lane = 0; lane < laneCount(); lane++) {
                Preamble answer = Preamble.decode(readPreamble(connections.get(lane), deadlineNanos));
                if (!answer.equals(hello(lane).welcome())) {
                    throw new ProtocolException("lane " + lane + " was answered with " + answer);
                }
            }
        } catch (SocketTimeoutException late) {
            throw notFerry("no complete answer within " + options.preambleTimeout().toMillis() + " ms", late);
        } catch (IOException cause) {
            throw notFerry(Sockets.reason(cause), cause);
        }
    }

    /** Reads through the socket's stream, because a channel has no timeout. */
    private ByteBuffer readPreamble(SocketChannel connection, long deadlineNanos) throws IOException {
        byte[] bytes = new byte[Preamble.SIZE_BYTES];
        InputStream input = connection.socket().getInputStream();
        int length = 0;
        while (length < bytes.length) {
            connection.socket().setSoTimeout(millisUntil(deadlineNanos));
            int more = input.read(bytes, length, bytes.length - length);
            if (more < 0) {
                throw new EOFException("it closed the connection; if it is Ferry, its log says why");
            }
            length += more;
        }
        return ByteBuffer.wrap(bytes);
    }

    private static int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(millis);
    }

    private IOException notFerry(String reason, IOException cause) {
        return new IOException(
                "'" + peer + "' does not answer as a Ferry listener of this version: " + reason,
                cause);
    }

    private int laneCount() {
        return 1 + options.bulkConnections();
    }

    private Preamble hello(int lane) {
        return new Preamble(Preamble.Kind.HELLO, linkId, lane, laneCount());
    }
}
