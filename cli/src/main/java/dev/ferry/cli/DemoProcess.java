package dev.ferry.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One end of a demo, in a process of its own. What it prints is passed on; it ends with the demo. */
final class DemoProcess implements AutoCloseable {

    /** The hidden option of a process that a demo has started. */
    static final String PART_OF_DEMO = "--part-of-demo";

    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Process process;
    private final PrintWriter out;
    private final CompletableFuture<String> address = new CompletableFuture<>();
    private final Thread printer;

    private DemoProcess(Process process, PrintWriter out) {
        this.process = process;
        this.out = out;
        this.printer = Thread.ofPlatform().daemon().name("ferry-demo-output").start(this::passOutputOn);
    }

    /** The destination; {@code out} gets what it prints. */
    static DemoProcess destination(List<String> arguments, PrintWriter out) throws IOException {
        return new DemoProcess(builder(arguments).start(), out);
    }

    /** The source, which prints where this process does, so that it can update a line in place. */
    static DemoProcess source(List<String> arguments, PrintWriter out) throws IOException {
        return new DemoProcess(
                builder(arguments).redirectInput(Redirect.INHERIT).redirectOutput(Redirect.INHERIT)
                        .start(),
                out);
    }

    private static ProcessBuilder builder(List<String> arguments) {
        return new ProcessBuilder(JavaCommand.of(arguments)).redirectError(Redirect.INHERIT);
    }

    /** Called by a process that is part of a demo: not even a demo that was killed leaves it running. */
    static void endWithParent() {
        Optional<ProcessHandle> demo = ProcessHandle.current().parent();
        Thread.ofPlatform().daemon().name("ferry-demo-watch").start(() -> {
            while (ProcessHandle.current().parent().equals(demo)) {
                LockSupport.parkNanos(WATCH_NANOS);
            }
            Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code());
        });
    }

    private void passOutputOn() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> {
                if (line.startsWith(ReceiveCommand.LISTENING)) {
                    address.complete(line.substring(ReceiveCommand.LISTENING.length()));
                } else {
                    out.println(line);
                }
            });
        } catch (IOException | java.io.UncheckedIOException _) {
            // It has ended.
        }
        address.complete("");
    }

    /** Waits until the destination listens, and returns where; empty where it ended instead. */
    String awaitAddress() {
        return address.join();
    }

    /** Waits until it has ended, and returns its exit code. */
    int await() throws InterruptedException {
        int code = process.waitFor();
        printer.join();
        return code;
    }

    /** Gives it a moment to end, e.g. after the other end has failed. */
    void awaitBriefly() throws InterruptedException {
        process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks it to end, as Ctrl-C would. By the handle, which leaves its output open. */
    void stop() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
