package dev.ferry.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code redis-server} of this machine that keeps nothing on disk, on a free port, for as long as it is open. */
final class LocalRedis implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final Process process;

    private LocalRedis(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static LocalRedis start() throws IOException {
        Path folder = Files.createTempDirectory("ferry-benchmark");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind",
                "127.0.0.1", "--dir", folder.toString(), "--save", "", "--appendonly", "no", "--logfile", "")
                .redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofVirtual().start(() -> readToEnd(log));
                return new LocalRedis(folder, port, process);
            }
            said.append(line).append('\n');
        }
        Files.delete(folder);
        throw new IOException("redis-server did not become ready: " + said);
    }

    private static void readToEnd(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // As the server has.
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        Files.delete(folder);
    }
}
