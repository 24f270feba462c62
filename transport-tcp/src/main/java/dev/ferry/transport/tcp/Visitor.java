package dev.ferry.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection that is not yet part of a complete link. */
final class Visitor {

    private final SocketChannel connection;
    private final String address;
    private final long deadlineNanos;
    private final ByteBuffer bytes = ByteBuffer.allocate(Preamble.SIZE_BYTES);
    private @Nullable Preamble hello;

    /** @param deadlineNanos when it must be part of a link, by {@link System#nanoTime()} */
    Visitor(SocketChannel connection, long deadlineNanos) {
        this.connection = connection;
        this.address = remoteAddress(connection);
        this.deadlineNanos = deadlineNanos;
    }

    SocketChannel connection() {
        return connection;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** What it has said; null until that is complete. */
    @Nullable
    Preamble hello() {
        return hello;
    }

    /** Takes what has arrived, without waiting for more; returns the preamble once it is complete. */
    @Nullable
    Preamble receive() throws IOException {
        if (connection.read(bytes) < 0) {
            throw new EOFException("it closed the connection after " + progress());
        }
        if (!bytes.hasRemaining()) {
            hello = Preamble.decode(bytes);
            if (hello.kind() != Preamble.Kind.HELLO) {
                throw new ProtocolException("it welcomes instead of saying hello");
            }
        }
        return hello;
    }

    /** Answers the preamble; from here on the connection blocks, as lanes do. */
    void welcome() throws IOException {
        connection.configureBlocking(true);
        Transfers.writeFully(connection, Objects.requireNonNull(hello).welcome().encode());
    }

    /** How far its preamble has come. */
    String progress() {
        return bytes.position() + " of " + bytes.limit() + " bytes of the preamble";
    }

    /** Who it is, for messages. */
    @Override
    public String toString() {
        return address;
    }

    private static String remoteAddress(SocketChannel connection) {
        return TcpAddress.of((InetSocketAddress) connection.socket().getRemoteSocketAddress()).toString();
    }
}
