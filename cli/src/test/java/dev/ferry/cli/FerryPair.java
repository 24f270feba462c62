package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.cli.NetworkNamespaces.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A destination and a source of a guest of 32 MiB, each in a process of its own, with a link slow enough to catch them
 * in the act. The asserting methods wait for the ends they speak of. Closing it ends both.
 */
final class FerryPair implements AutoCloseable {

    /** Where the source is caught: by what strategy, and by what it prints then. */
    enum Phase {
        ROUND("precopy", "round 1:"), //
        PAUSE("stop-and-copy", "the guest is paused and handed over"), //
        PUSH("postcopy", "push:");

        private final String strategy;
        private final String line;

        Phase(String strategy, String line) {
            this.strategy = strategy;
            this.line = line;
        }
    }

    static final String MEMORY_RIGHT = "memory right byte for byte; it advances";
    static final int SIGTERM = 143;

    private final FerryProcess destination;
    private final FerryProcess source;
    private final Path report;

    private FerryPair(FerryProcess destination, FerryProcess source, Path report) {
        this.destination = destination;
        this.source = source;
        this.report = report;
    }

    /** A pair that has come to a phase; {@code settings} are {@code key=value}, and both ends have them. */
    static FerryPair caughtIn(Phase phase, String... settings) throws Exception {
        return caughtIn(phase, "software", null, settings);
    }

    /** The same in a network of its own, with a guest of a kind. */
    static FerryPair caughtIn(Phase phase, String guest, @Nullable NetworkNamespaces network,
            String... settings) throws Exception {
        FerryPair pair = start(phase, guest, network, settings);
        try {
            pair.source.awaitLine(phase.line);
            return pair;
        } catch (InterruptedException | RuntimeException | Error broken) {
            pair.close();
            throw broken;
        }
    }

    /** One whose source has just been started. */
    private static FerryPair start(Phase phase, String guest, @Nullable NetworkNamespaces network,
            String... settings) throws Exception {
        FerryProcess destination = process(network, End.DESTINATION, settings, "receive", "--listen",
                (network == null ? "127.0.0.1" : network.address(End.DESTINATION)) + ":0", "--guest", guest);
        try {
            Path report = Files.createTempFile("ferry-report", ".json");
            FerryProcess source = process(network, End.SOURCE, settings, "send", "--to",
                    destination.awaitAddress(), "--guest", guest, "--memory", "32MiB", "--bandwidth", "5MB",
                    "--dirty-rate", "1MB",
                    "--strategy", phase.strategy, "--json", report.toString());
            return new FerryPair(destination, source, report);
        } catch (IOException | InterruptedException | RuntimeException | Error broken) {
            destination.close();
            throw broken;
        }
    }

    private static FerryProcess process(@Nullable NetworkNamespaces network, End end, String[] settings,
            String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        Arrays.stream(settings).forEach(setting -> all.addAll(List.of("--set", setting)));
        String[] command = all.toArray(String[]::new);
        return network == null
                ? FerryProcess.start(command)
                : FerryProcess.startIn(network.namespace(end), command);
    }

    FerryProcess destination() {
        return destination;
    }

    FerryProcess source() {
        return source;
    }

    FerryProcess process(End end) {
        return end == End.SOURCE ? source : destination;
    }

    /** The guest is at the destination whole, and both know. Returns the source's report. */
    JsonNode assertArrived() throws Exception {
        assertEnded(source, ExitCode.OK.code());
        assertEnded(destination, ExitCode.OK.code());
        assertThat(destination.output()).contains(MEMORY_RIGHT);
        return report("completed");
    }

    /** The guest runs on at the source whole, as the source says and proves. */
    void assertStayed() throws Exception {
        assertEnded(source, ExitCode.FAILED.code());
        assertThat(source.output()).contains("The guest runs on at the source: " + MEMORY_RIGHT)
                .contains("failed: ");
        report("failed");
    }

    /** The destination has taken none, and says whose it is. */
    void assertNoneTaken() throws Exception {
        assertEnded(destination, ExitCode.FAILED.code());
        assertThat(destination.output())
                .contains("The guest is the source's, and what was reserved here is given back");
    }

    /** The source has given up while pages were owed, by itself or by a signal, and says what it holds. */
    void assertLostAtSource(int exitCode) throws Exception {
        assertEnded(source, exitCode);
        assertThat(source.output())
                .containsPattern("The guest is lost: it ran at the destination, and the pages that it lacks "
                        + "there are here only \\([1-9][0-9,]* were not sent, others may not have "
                        + "arrived\\); all of it as of the pause is here");
        report("lost");
    }

    /** The destination has given up while pages were owed, by itself or by a signal, and says what it lacks. */
    void assertLostAtDestination(int exitCode) throws Exception {
        assertEnded(destination, exitCode);
        assertThat(destination.output())
                .contains("given up: the source did not come back")
                .containsPattern("The guest is lost: [1-9][0-9,]* of 8,192 pages never came");
    }

    private JsonNode report(String outcome) throws IOException {
        JsonNode read = JsonMapper.builder().build().readTree(report.toFile());
        assertThat(read.path("outcome").textValue()).as(source.output()).isEqualTo(outcome);
        return read;
    }

    private static void assertEnded(FerryProcess process, int exitCode) throws InterruptedException {
        assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
    }

    @Override
    public void close() throws IOException {
        source.close();
        destination.close();
        Files.delete(report);
    }
}
