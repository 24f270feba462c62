package dev.ferry.swap.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Redis server of a test's own: on a free port of the loopback, in a folder that goes with it. */
final class RedisProcess implements AutoCloseable {

    private static final int MOST_PORTS_TRIED = 20;

    private final Path folder;
    private final List<String> options;
    private int port;
    private int busPort;
    private Process process;

    private RedisProcess(List<String> options) throws IOException {
        this.folder = Files.createTempDirectory("ferry-redis");
        this.options = options;
    }

    /**
     * Starts a server that keeps nothing on disk, unless the options say so, and waits until it is ready. In options,
     * {@code PORT} and {@code BUS_PORT} stand for its ports.
     */
    static RedisProcess start(String... options) throws IOException {
        return start(List.of(options));
    }

    static RedisProcess start(List<String> options) throws IOException {
        assumeInstalled("redis-server", "redis-cli");
        assumeNewEnough();
        RedisProcess server = new RedisProcess(options);
        for (int attempt = 0; attempt < MOST_PORTS_TRIED; attempt++) {
            server.port = freePort();
            server.busPort = freePort();
            // Another may take the port first: the server says so and ends.
            if (server.run()) {
                return server;
            }
        }
        throw new IOException("no server became ready on " + MOST_PORTS_TRIED + " ports: " + options);
    }

    /** Skips the test where a program is missing. */
    static void assumeInstalled(String... programs) {
        for (String program : programs) {
            assumeTrue(Arrays.stream(System.getenv("PATH").split(":"))
                    .anyMatch(path -> Files.isExecutable(Path.of(path, program))),
                    program + " is not installed: apt-get install redis-server openssl");
        }
    }

    /** The store refuses older ones. */
    private static void assumeNewEnough() throws IOException {
        String version = output("redis-server", "--version");
        assumeTrue(Pattern.compile("v=([7-9]|\\d\\d+)\\.").matcher(version).find(),
                "redis-server is older than 7: " + version);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean run() throws IOException {
        List<String> command = new ArrayList<>(
                List.of("redis-server", "--port", Integer.toString(port), "--bind",
                        "127.0.0.1", "--dir", folder.toString(), "--save", "", "--logfile", ""));
        options.forEach(option -> command.add(switch (option) {
            case "PORT" -> Integer.toString(port);
            case "BUS_PORT" -> Integer.toString(busPort);
            default -> option;
        }));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofVirtual().start(() -> readToEnd(log));
                return true;
            }
        }
        return false;
    }

    /** So that the server never waits for somebody to read its log. */
    private static void readToEnd(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // As the server has.
        }
    }

    RedisAddress address() {
        return new RedisAddress("127.0.0.1", port, options.contains("--tls-port"));
    }

    /** As a cluster's nodes tell each other. */
    String nodeAddress() {
        return "127.0.0.1:" + port + "@" + busPort;
    }

    Path folder() {
        return folder;
    }

    /** Ends it as a crash does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same port and folder. */
    void startAgain() throws IOException {
        if (!run()) {
            throw new IOException("the server did not become ready again on port " + port);
        }
    }

    /** Stops it from doing anything until it goes on: it takes connections and answers nothing. */
    void stall() throws IOException {
        output("kill", "-STOP", Long.toString(process.pid()));
    }

    void goOn() throws IOException {
        output("kill", "-CONT", Long.toString(process.pid()));
    }

    /** What the server's command line client prints. */
    String command(String... words) throws IOException {
        return output(Stream.concat(Stream.of("redis-cli", "-p", Integer.toString(port)), Stream.of(words))
                .toArray(String[]::new));
    }

    /** How many slots the maps of all guests name. */
    int slotCount() throws IOException {
        int count = 0;
        for (String map : command("--raw", "keys", "ferry:*:map").lines().toList()) {
            count += Integer.parseInt(command("--raw", "bitcount", map));
        }
        return count;
    }

    /** Runs a program to its end. */
    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(List.of(command) + ": " + output);
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
        return output.strip();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(RedisProcess::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
