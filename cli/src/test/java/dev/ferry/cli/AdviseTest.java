package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.trace.TraceHeader;
import dev.ferry.simulator.trace.TraceInterval;
import dev.ferry.simulator.trace.TraceWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code ferry advise} says which way to move a guest, and why. */
class AdviseTest {

    private static final String GUEST = "advise --memory 64MiB --dirty-rate 20MB --working-set 16MiB --bandwidth 100MB ";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir
    private Path folder;

    @Test
    void ranksWaysAndTellsWhy() throws Exception {
        Path json = folder.resolve("advice.json");

        int code = execute(GUEST + "--downtime-limit 100ms --priority total-time --json " + json);

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("Guest: 64 MiB, 1 virtual CPU, 1 thread of sequential in 16 MiB",
                "The best first, by total-time, at most 100 ms of downtime", "5. stop-and-copy",
                "stop-and-copy: more than 100 ms of downtime: it stands still for");
        JsonNode advice = JsonMapper.builder().build().readTree(Files.readString(json)).get("advice");
        assertThat(advice).hasSize(5);
        assertThat(advice.get(4).get("name").asText()).isEqualTo("stop-and-copy");
        assertThat(advice.get(4).get("withinLimit").asBoolean()).isFalse();
        assertThat(advice.get(0).get("report").get("totalTimeNanos").asLong())
                .isLessThanOrEqualTo(advice.get(1).get("report").get("totalTimeNanos").asLong());
    }

    @Test
    void knowsAgileWhereThereIsASwapDevice() {
        int code = execute(GUEST + "--reservation 24MiB --swap-bandwidth 50MB --priority eviction-time");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("24 MiB are in memory", "1. agile:bubbling",
                "stay on the swap device");
    }

    @Test
    void takesWhatWasRecorded() throws Exception {
        Path trace = folder.resolve("guest.trace");
        PageBitmap dirtied = new PageBitmap(1024);
        dirtied.add(100, 200);
        try (TraceWriter writer = TraceWriter.create(trace,
                new TraceHeader(4096, 1024, 100_000_000, false, false))) {
            writer.write(new TraceInterval(100_000_000, OptionalLong.empty(), dirtied, Optional.empty()));
        }

        int code = execute("advise --bandwidth 100MB --candidates precopy,postcopy:push --trace " + trace);

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("doing again what " + trace, "1. postcopy:push", "2. precopy");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--memory 4lots --dirty-rate 1MB|--memory '4lots': allowed is a size such as",
            "--memory 4MiB|--memory goes with --dirty-rate",
            "--dirty-rate 1MB|say either --memory SIZE with --dirty-rate RATE, or --trace FILE",
            "--memory 4MiB --dirty-rate 0|--dirty-rate '0': allowed is a rate",
            "--memory 4MiB --dirty-rate 1MB --used 5MiB|--used '5MiB': allowed is",
            "--memory 4MiB --dirty-rate 1MB --working-set 5MiB|no more than what is used, 4 MiB",
            "--memory 4MiB --dirty-rate 1MB --latency soon|--latency 'soon': allowed is a span of time",
            "--memory 4MiB --dirty-rate 1MB --priority speed|allowed is one of downtime, total-time, eviction-time, bytes, degradation",
            "--memory 4MiB --dirty-rate 1MB --access zipf|--access 'zipf': allowed is one of sequential, random",
            "--memory 4MiB --dirty-rate 1MB --page 5000|--page '5000': allowed is a power of two",
            "--memory 4MiB --dirty-rate 1MB --candidates nope|candidate 'nope'",
            "--memory 4MiB --dirty-rate 1MB --candidates precopy,precopy|is there twice",
            "--memory 4MiB --dirty-rate 1MB --reservation 4MiB|--reservation goes with --swap-bandwidth",
            "--memory 4MiB --dirty-rate 1MB --reservation 8KiB --swap-bandwidth 1MB|--reservation '8KiB': allowed is no less than the working set",
            "--memory 4MiB --dirty-rate 1MB --swap-bandwidth 1MB|--swap-bandwidth goes with --reservation",
            "--trace /dev/null|--trace '/dev/null'",
            "--trace /dev/null --used 1MiB|a trace says what its guest is"})
    void explainsMistakeInOneLine(String arguments, String explanation) {
        int code = execute("advise --bandwidth 1GB " + arguments);

        assertThat(code).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString().lines()).singleElement().asString().contains(explanation)
                .doesNotContain("Exception");
    }

    private int execute(String line) {
        try (StopSignal stopSignal = new StopSignal()) {
            CommandLine ferry = Main.commandLine(stopSignal);
            ferry.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            return ferry.execute(line.split(" "));
        }
    }
}
