package dev.ferry.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The destination, in a process of its own as in reality, told line by line what to do. */
final class DestinationProcess implements AutoCloseable {

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    private DestinationProcess(Process process) {
        this.process = process;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    static DestinationProcess start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new DestinationProcess(
                new ProcessBuilder(java, "--enable-native-access=ALL-UNNAMED", "-Xmx128m",
                        "-Dslf4j.internal.verbosity=ERROR", "-cp", System.getProperty("java.class.path"),
                        DestinationMain.class.getName()).redirectError(Redirect.INHERIT).start());
    }

    /** Gives a command; {@link #answer()} waits for what comes of it. */
    void tell(DestinationMain.Command command, long argument) {
        commands.println(command + " " + argument);
    }

    /** The next line that the destination says. */
    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the destination has ended: its error is above");
        }
        return line;
    }

    /** Gives a command and waits for its answer. */
    String ask(DestinationMain.Command command, long argument) throws IOException {
        tell(command, argument);
        return answer();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
