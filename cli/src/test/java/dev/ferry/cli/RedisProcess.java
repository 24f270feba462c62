package dev.ferry.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A Redis server of a test's own, on a free port of the loopback. What it has acknowledged survives its being killed. */
final class RedisProcess implements AutoCloseable {

    private static final int PORTS_TRIED = 20;

    private final Path folder;
    private int port;
    private Process process;

    private RedisProcess(Path folder) {
        this.folder = folder;
    }

    /** Starts one and waits until it is ready; skips the test where it is not installed. */
    static RedisProcess start(Path folder) throws IOException {
        assumeTrue(
                Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "redis-server"))),
                "redis-server is not installed: apt-get install redis-server");
        Process asked = new ProcessBuilder("redis-server", "--version").redirectErrorStream(true).start();
        String version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(Pattern.compile("v=([7-9]|\\d\\d+)\\.").matcher(version).find(),
                "redis-server is older than 7: " + version);
        RedisProcess server = new RedisProcess(folder);
        for (int attempt = 0; attempt < PORTS_TRIED; attempt++) {
            try (ServerSocket free = new ServerSocket(0)) {
                server.port = free.getLocalPort();
            }
            // Another may take the port first: the server says so and ends.
            if (server.run()) {
                return server;
            }
        }
        throw new IOException("no server became ready on " + PORTS_TRIED + " ports");
    }

    private boolean run() throws IOException {
        process = new ProcessBuilder(List.of("redis-server", "--port", Integer.toString(port), "--bind",
                "127.0.0.1",
                "--dir", folder.toString(), "--save", "", "--appendonly", "yes", "--appendfsync", "always"))
                .redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofVirtual().start(() -> log.lines().forEach(unread -> {}));
                return true;
            }
        }
        return false;
    }

    /** As {@code --swap} takes it. */
    String address() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again, at the same address and with what it had. */
    void startAgain() throws IOException {
        if (!run()) {
            throw new IOException("the server did not become ready again on port " + port);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
