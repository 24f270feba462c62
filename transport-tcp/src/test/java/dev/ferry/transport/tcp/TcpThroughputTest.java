package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Much data, and much at once. */
@Timeout(60)
class TcpThroughputTest {

    private static final int MEBIBYTE = 1 << 20;

    private final long seed = new SplittableRandom().nextLong();

    @Test
    void movesMuchThroughSmallSocketBuffers() throws Exception {
        int mebibytes = 64;
        // A virtual thread makes the JDK's sockets non-blocking: with small buffers, most writes are partial.
        try (ServerSocketChannel server = ServerSocketChannel.open();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel source = SocketChannel.open()) {
                source.setOption(StandardSocketOptions.SO_SNDBUF, 128 << 10);
                source.setOption(StandardSocketOptions.TCP_NODELAY, true);
                source.connect(server.getLocalAddress());
                try (SocketChannel destination = server.accept()) {
                    Future<Long> sent = threads
                            .submit(() -> send(new TcpLane("source", source), mebibytes, seed));
                    Future<Long> received = threads
                            .submit(() -> receive(new TcpLane("destination", destination), mebibytes));

                    assertThat(received.get()).as("seed %d", seed).isEqualTo(sent.get());
                }
            }
        }
    }

    @Test
    void keepsManyBulkLanesApart() throws Exception {
        int mebibytes = 2;
        TcpTransport transport = new TcpTransport(
                TcpOptions.DEFAULTS.withBulkConnections(TcpOptions.MAX_BULK_CONNECTIONS));
        try (LinkListener listener = transport.listen("127.0.0.1:0");
                Link source = transport.connect(listener.address());
                Link destination = listener.accept();
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Long>> sent = new ArrayList<>();
            List<Future<Long>> received = new ArrayList<>();
            for (int lane = 0; lane < TcpOptions.MAX_BULK_CONNECTIONS; lane++) {
                Lane from = source.bulk().get(lane);
                Lane to = destination.bulk().get(lane);
                long laneSeed = seed + lane;
                sent.add(threads.submit(() -> send(from, mebibytes, laneSeed)));
                received.add(threads.submit(() -> receive(to, mebibytes)));
            }

            for (int lane = 0; lane < TcpOptions.MAX_BULK_CONNECTIONS; lane++) {
                assertThat(received.get(lane).get()).as("lane %d, seed %d", lane, seed)
                        .isEqualTo(sent.get(lane).get());
            }
        }
    }

    /** Returns the checksum of all that was sent. */
    private static long send(Lane lane, int mebibytes, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        CRC32C crc = new CRC32C();
        byte[] bytes = new byte[MEBIBYTE];
        for (int i = 0; i < mebibytes; i++) {
            random.nextBytes(bytes);
            crc.update(bytes);
            int cut = random.nextInt(bytes.length);
            lane.write(ByteBuffer.wrap(bytes, 0, cut), ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        }
        return crc.getValue();
    }

    /** Returns the checksum of all that arrived. */
    private static long receive(Lane lane, int mebibytes) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer target = ByteBuffer.allocateDirect(MEBIBYTE);
        for (int i = 0; i < mebibytes; i++) {
            lane.read(target.clear());
            crc.update(target.flip());
        }
        return crc.getValue();
    }
}
