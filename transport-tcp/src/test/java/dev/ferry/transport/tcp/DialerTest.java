package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting to servers that are not Ferry fails in time, with the address, and leaves nothing open. */
@Timeout(60)
class DialerTest {

    private final TcpTransport transport = new TcpTransport();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServerSocket server;
    private String address;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        address = "127.0.0.1:" + server.getLocalPort();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    @Test
    void givesUpOnServerThatSaysNothing() throws Exception {
        TcpOptions impatient = TcpOptions.DEFAULTS.withPreambleTimeout(Duration.ofMillis(100));
        Future<byte[]> said = serve(socket -> socket.getInputStream().readAllBytes());

        assertConnectFails(new TcpTransport(impatient), "within 100 ms");
        assertThat(said.get()).as("all that arrived before the connection was closed")
                .hasSize(Preamble.SIZE_BYTES);
    }

    @Test
    void givesUpOnServerThatSpeaksAnotherProtocol() {
        serve(socket -> say(socket, "SSH-2.0-OpenSSH_9.9 and then some more bytes"));

        assertConnectFails(transport, "magic", "FERRYTCP");
    }

    @Test
    void givesUpOnServerThatEchoes() {
        serve(socket -> {
            socket.getOutputStream().write(socket.getInputStream().readNBytes(Preamble.SIZE_BYTES));
            return socket.getInputStream().readAllBytes();
        });

        assertConnectFails(transport, "was answered with");
    }

    @Test
    void givesUpOnServerThatCloses() {
        serve(socket -> socket.getInputStream().readNBytes(Preamble.SIZE_BYTES));

        assertConnectFails(transport, "closed the connection");
    }

    @Test
    void namesHostThatDoesNotResolve() {
        assertThatIOException().isThrownBy(() -> transport.connect("no-such-host.invalid:7777"))
                .withMessageContaining("no-such-host.invalid:7777");
    }

    private interface Service {
        byte[] serve(Socket socket) throws IOException;
    }

    /** Serves the first connection, the urgent lane; the others wait in the backlog. */
    private Future<byte[]> serve(Service service) {
        return threads.submit(() -> {
            try (Socket socket = server.accept()) {
                return service.serve(socket);
            }
        });
    }

    private static byte[] say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket.getInputStream().readAllBytes();
    }

    private void assertConnectFails(TcpTransport transport, String... reasons) {
        assertThatIOException().isThrownBy(() -> transport.connect(address)).withMessageContaining(address)
                .withMessageContainingAll(reasons);
    }
}
