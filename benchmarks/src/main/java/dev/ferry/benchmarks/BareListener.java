package dev.ferry.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The reference at the destination: sockets, with nothing done to what comes over them. */
final class BareListener implements AutoCloseable {

    private static final int SINK_BUFFER_BYTES = 1 << 20;

    private final ServerSocketChannel server;

    BareListener() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    String address() throws IOException {
        return String.valueOf(((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /** Reads each of some connections into a buffer until it ends, then says so over it. */
    void sink(int connections) throws IOException, InterruptedException {
        List<Parallel.Task> readers = new ArrayList<>();
        for (int index = 0; index < connections; index++) {
            SocketChannel channel = server.accept();
            readers.add(() -> drain(channel));
        }
        Parallel.run(readers);
    }

    private static void drain(SocketChannel channel) throws IOException {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(SINK_BUFFER_BYTES);
            while (channel.read(buffer.clear()) >= 0) {
                // What came is of no use to anybody.
            }
            channel.write(ByteBuffer.allocate(1));
        }
    }

    /** Asks for a page and waits for it, time after time. */
    Samples ping(int rounds) throws IOException {
        try (SocketChannel channel = server.accept()) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer request = ByteBuffer.allocateDirect(BareSource.REQUEST_BYTES);
            ByteBuffer reply = ByteBuffer.allocateDirect(BareSource.REPLY_BYTES);
            Samples.Recorder recorder = new Samples.Recorder(rounds);
            for (int round = 0; round < rounds; round++) {
                long startNanos = System.nanoTime();
                channel.write(request.clear());
                readFully(channel, reply.clear());
                recorder.add(System.nanoTime() - startNanos);
            }
            return recorder.samples();
        }
    }

    static void readFully(SocketChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the other end has gone");
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
