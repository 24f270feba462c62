package dev.ferry.benchmarks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The reference at the source. */
final class BareSource {

    /** A request for a page, at its barest. */
    static final int REQUEST_BYTES = 16;
    /** A page of 4 KiB behind a header of 16 bytes. */
    static final int REPLY_BYTES = 16 + 4096;

    private BareSource() {}

    /** Writes memory over some connections, each its part, and returns how long that took to the last byte read. */
    static long sendNanos(int port, MemorySegment memory, int connections, int writeBytes)
            throws IOException, InterruptedException {
        List<SocketChannel> channels = new ArrayList<>();
        for (int index = 0; index < connections; index++) {
            channels.add(connect(port));
        }
        long partBytes = memory.byteSize() / connections;
        List<Parallel.Task> writers = new ArrayList<>();
        for (int index = 0; index < connections; index++) {
            SocketChannel channel = channels.get(index);
            MemorySegment part = memory.asSlice(index * partBytes, partBytes);
            writers.add(() -> send(channel, part, writeBytes));
        }
        long startNanos = System.nanoTime();
        Parallel.run(writers);
        return System.nanoTime() - startNanos;
    }

    private static void send(SocketChannel channel, MemorySegment part, int writeBytes) throws IOException {
        try (channel) {
            for (long offset = 0; offset < part.byteSize(); offset += writeBytes) {
                ByteBuffer source = part.asSlice(offset, Math.min(writeBytes, part.byteSize() - offset))
                        .asByteBuffer();
                while (source.hasRemaining()) {
                    channel.write(source);
                }
            }
            channel.shutdownOutput();
            BareListener.readFully(channel, ByteBuffer.allocate(1));
        }
    }

    /** Answers requests. */
    static void pong(int port, int rounds) throws IOException {
        try (SocketChannel channel = connect(port)) {
            ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
            ByteBuffer reply = ByteBuffer.allocateDirect(REPLY_BYTES);
            for (int round = 0; round < rounds; round++) {
                BareListener.readFully(channel, request.clear());
                reply.clear();
                while (reply.hasRemaining()) {
                    channel.write(reply);
                }
            }
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
}
