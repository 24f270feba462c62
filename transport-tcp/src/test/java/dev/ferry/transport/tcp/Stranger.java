package dev.ferry.transport.tcp;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.UUID;

/** A bare connection to a listener, to say to it what no Ferry would. */
final class Stranger implements AutoCloseable {

    private static final int END_OF_STREAM = -1;

    private final Socket socket;

    Stranger(String address) throws IOException {
        TcpAddress listener = TcpAddress.parse(address);
        socket = new Socket(listener.host(), listener.port());
    }

    static ByteBuffer hello(UUID linkId, int lane, int laneCount) {
        return new Preamble(Preamble.Kind.HELLO, linkId, lane, laneCount).encode();
    }

    Stranger say(ByteBuffer bytes) throws IOException {
        socket.getOutputStream().write(bytes.array());
        return this;
    }

    /** Waits for an answer of the size of a preamble. */
    Preamble hear() throws IOException {
        return Preamble.decode(ByteBuffer.wrap(socket.getInputStream().readNBytes(Preamble.SIZE_BYTES)));
    }

    /** Waits until the listener closes the connection; false where it answers instead. */
    boolean isTurnedAway() {
        try {
            return socket.getInputStream().read() == END_OF_STREAM;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
