package dev.ferry.paging.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that runs a class of the tests, and what it prints. Ended at the latest when it is closed. */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    OtherProcess(Class<?> main, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        lines = process.inputReader();
    }

    /** Its next line, waited for; null where it has ended. */
    String nextLine() throws IOException {
        return lines.readLine();
    }

    /** All that it has printed and that was not read; waits for its end. */
    List<String> remainingLines() {
        return lines.lines().toList();
    }

    /** As {@code kill -9}: what it printed can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        lines.close();
    }
}
