package dev.ferry.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real command in a JVM of its own. What it prints, on both streams, is kept. */
final class FerryProcess implements AutoCloseable {

    private static final String MAIN = "dev.ferry.cli/dev.ferry.cli.Main";

    private final Process process;
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Thread reader;

    /** @param command what starts the JVM: its process, once anything before it has become it, is the JVM's */
    private FerryProcess(List<String> command, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        process = new ProcessBuilder(all).redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /** On the class path, with {@code jars} after everything else. */
    static FerryProcess withJars(List<Path> jars, String... arguments) throws IOException {
        return new FerryProcess(WarmStart.command(jars), arguments);
    }

    /** On the class path. */
    static FerryProcess start(String... arguments) throws IOException {
        return withJars(List.of(), arguments);
    }

    /** On the class path, in a network namespace. */
    static FerryProcess startIn(String namespace, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(WarmStart.command(List.of()));
        return new FerryProcess(command, arguments);
    }

    /** On the module path. */
    static FerryProcess modular(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(WarmStart.jvm());
        command.addAll(List.of("--enable-native-access=dev.ferry.memory.linux", "-p",
                WarmStart.runTimePath().collect(Collectors.joining(File.pathSeparator)), "-m", MAIN));
        return new FerryProcess(command, arguments);
    }

    private void read() {
        try (Stream<String> printed = process.inputReader().lines()) {
            printed.forEach(line -> {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            });
        } catch (UncheckedIOException ended) {
            // Its output ends with it.
        } finally {
            synchronized (lines) {
                lines.notifyAll();
            }
        }
    }

    /** Waits for a line that contains {@code text}, and returns it. */
    String awaitLine(String text) throws InterruptedException {
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                if (!reader.isAlive()) {
                    throw new AssertionError("ended without a line that contains '" + text + "':\n" + lines);
                }
                lines.wait(100);
            }
        }
    }

    /** Waits for a destination to listen, and returns where. */
    String awaitAddress() throws InterruptedException {
        return awaitLine(ReceiveCommand.LISTENING).substring(ReceiveCommand.LISTENING.length());
    }

    /** Waits until it has ended, and returns its exit code. */
    int exitCode() throws InterruptedException {
        int code = process.waitFor();
        reader.join();
        return code;
    }

    /** All that it has printed. */
    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** As {@code kill}; Ctrl-C goes the same way. By the handle, which leaves the output open. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
    }

    /** As {@code kill -STOP}: it stands still, and nobody is told. */
    void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** As {@code kill -CONT}: it goes on where it stood. */
    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " ended with " + code);
        }
    }

    /** Ends it, and returns once it has ended. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
