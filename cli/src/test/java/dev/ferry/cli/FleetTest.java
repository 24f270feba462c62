package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ferry simulate} knows scenarios of fleets beside those of one guest. */
class FleetTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir
    private Path folder;

    @Test
    void simulatesFleetOfAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.properties"), """
                kind = fleet
                hosts = 12
                guests = 5
                hours = 14
                guest.memory = 100MiB
                guest.page = 64KiB
                guest.dirty-rate = 5MB
                high-mark = 125MiB
                low-mark = 115MiB
                drive.bandwidth = 50MB
                candidates = precopy, agile:bubbling
                """);
        Path json = folder.resolve("fleet.json");

        int code = execute("simulate", "--scenario", file.toString(), "--json", json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("12 hosts with 5 guests of 100 MiB", "[2/2] agile:bubbling",
                "over the mark");
        JsonNode figures = JsonMapper.builder().build().readTree(Files.readString(json));
        assertThat(figures).hasSize(2);
        assertThat(figures.get(0).get("way").asText()).isEqualTo("precopy");
        assertThat(figures.get(1).get("bytesOnWire").asLong())
                .isLessThan(figures.get(0).get("bytesOnWire").asLong());
    }

    @Test
    void listsItAndExplainsMistakes() {
        assertThat(execute("simulate", "--scenario", "list")).isZero();
        assertThat(out.toString()).contains("fleet", "1,000 hosts");

        assertThat(execute("simulate", "--scenario", "fleet", "--set", "hosts=none"))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString().lines()).singleElement().asString().contains("hosts = 'none'",
                "allowed is");
    }

    private int execute(String... arguments) {
        try (StopSignal stopSignal = new StopSignal()) {
            CommandLine ferry = Main.commandLine(stopSignal);
            ferry.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            return ferry.execute(arguments);
        }
    }
}
