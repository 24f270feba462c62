package dev.ferry.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

    private FerryProcess(List<String> path, String... arguments) throws IOException {
        this(List.of(), path, arguments);
    }

    /** @param launcher what starts the JVM, and becomes it: its process is the JVM's */
    private FerryProcess(List<String> launcher, List<String> path, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                        // It ends before more than that would pay.
                        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(path);
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /** On the class path, with {@code jars} after everything else. */
    static FerryProcess withJars(List<Path> jars, String... arguments) throws IOException {
        return new FerryProcess(classPath(jars), arguments);
    }

    private static List<String> classPath(List<Path> jars) {
        String classPath = Stream.concat(runTimePath(), jars.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
        return List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, Main.class.getName());
    }

    /** On the class path. */
    static FerryProcess start(String... arguments) throws IOException {
        return withJars(List.of(), arguments);
    }

    /** On the class path, in a network namespace. */
    static FerryProcess startIn(String namespace, String... arguments) throws IOException {
        return new FerryProcess(List.of("ip", "netns", "exec", namespace), classPath(List.of()), arguments);
    }

    /** On the module path. */
    static FerryProcess modular(String... arguments) throws IOException {
        String modulePath = runTimePath().collect(Collectors.joining(File.pathSeparator));
        return new FerryProcess(
                List.of("--enable-native-access=dev.ferry.memory.linux", "-p", modulePath, "-m", MAIN),
                arguments);
    }

    /** What the tests see, without themselves. */
    private static Stream<String> runTimePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes") && Files.exists(Path.of(entry)));
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
