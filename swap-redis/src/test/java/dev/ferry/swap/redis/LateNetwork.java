package dev.ferry.swap.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A way to a server on which a message can be held back: who sent it gives up waiting, and the server gets it later.
 */
final class LateNetwork implements AutoCloseable {

    private final RedisAddress server;
    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private final CompletableFuture<String> lateAnswer = new CompletableFuture<>();
    @Nullable
    private String toHold;
    @Nullable
    private Socket lateServer;
    private byte[] late = {};

    LateNetwork(RedisAddress server) throws IOException {
        this.server = server;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    RedisAddress address() {
        return new RedisAddress("127.0.0.1", listener.getLocalPort(), false);
    }

    /** The next message with a word in it goes no further. */
    synchronized void hold(String word) {
        toHold = word;
    }

    synchronized boolean holds() {
        return lateServer != null;
    }

    /** Lets the server have the message now; returns what it answers. */
    String release() throws IOException {
        synchronized (this) {
            if (lateServer == null) {
                throw new IllegalStateException("nothing was held");
            }
            lateServer.getOutputStream().write(late);
        }
        return lateAnswer.join();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket toServer = new Socket(server.host(), server.port());
                synchronized (this) {
                    sockets.addAll(List.of(client, toServer));
                }
                Thread.ofVirtual().start(() -> pump(client, toServer));
                Thread.ofVirtual().start(() -> pump(toServer, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (passes(from, to, Arrays.copyOf(buffer, count))) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
        } catch (IOException closed) {
            // One of them has given up. The server of a held message stays connected.
        }
    }

    private synchronized boolean passes(Socket from, Socket to, byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        if (from == lateServer) {
            lateAnswer.complete(text);
            return false;
        }
        if (toHold == null || from.getLocalPort() != listener.getLocalPort() || !text.contains(toHold)) {
            return true;
        }
        toHold = null;
        late = message;
        lateServer = to;
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
