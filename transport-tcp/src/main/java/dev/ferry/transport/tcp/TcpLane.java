package dev.ferry.transport.tcp;

import dev.ferry.api.transport.Lane;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection. Blocking; SocketChannel lets one reader and one writer go on at the same time. */
final class TcpLane implements Lane {

    private final String name;
    private final SocketChannel channel;

    /** @param name for messages, e.g. {@code bulk lane 0 of the link to host-b:7777} */
    TcpLane(String name, SocketChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        try {
            Transfers.writeFully(channel, sources);
        } catch (IOException cause) {
            throw new IOException("Cannot write to the " + name + ": " + Sockets.reason(cause), cause);
        }
    }

    @Override
    public void read(ByteBuffer... targets) throws IOException {
        try {
            Transfers.readFully(channel, targets);
        } catch (EOFException end) {
            throw new EOFException("End of the " + name + ": " + end.getMessage());
        } catch (IOException cause) {
            throw new IOException("Cannot read from the " + name + ": " + Sockets.reason(cause), cause);
        }
    }

    void close() {
        Sockets.closeQuietly(channel);
    }
}
