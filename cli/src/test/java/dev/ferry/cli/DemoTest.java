package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class DemoTest {

    private static final String[] REPORT_KEYS = {"strategy", "scheduler", "transport", "guest", "outcome",
            "verified", "pageSizeBytes", "memoryBytes", "preparationTimeNanos", "downtimeNanos",
            "resumeTimeNanos", "totalTimeNanos", "evictionTimeNanos", "pagesTransferred", "duplicatePages",
            "zeroPages", "coldReferences", "bytesOnWire", "networkFaults", "minorFaults", "faultLatencyNanos",
            "swapFaults", "swapFaultLatencyNanos", "rounds", "recoveries", "timeLostNanos", "balloon"};

    @TempDir
    private Path folder;

    @Test
    void migratesBetweenTwoProcessesAndReports() throws Exception {
        Path json = folder.resolve("report.json");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "32MiB",
                "--seed", "7", "--json", json.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("seed 7", "from one process to another")
                    .contains("memory verified    true")
                    .contains("memory right byte for byte; it advances");
        }

        JsonNode report = read(json);
        assertThat(report.fieldNames()).toIterable().containsExactly(REPORT_KEYS);
        assertThat(report.get("verified").booleanValue()).isTrue();
        assertThat(report.get("strategy").textValue()).isEqualTo("precopy");
        assertThat(report.get("memoryBytes").longValue()).isEqualTo(32L << 20);
        assertThat(report.get("rounds").get(0).fieldNames()).toIterable().containsExactly("pages", "bytes",
                "nanos", "dirtyPages");
    }

    @Test
    void migratesWithinOneProcessOverInMemoryTransport() throws Exception {
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "32MiB",
                "--transport", "inmemory", "--strategy", "postcopy")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("both ends in this process", "0 duplicate",
                    "memory verified    true");
        }
    }

    @Test
    void seesTheTouchesOfASoftwareGuestAsItIsSet() throws Exception {
        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "32MiB",
                "--strategy", "postcopy", "--set", "ferry.guest.trap=pseudo-paging", "--set",
                "ferry.guest.non-pageable=20")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("memory verified    true");
        }
    }

    @Test
    void readsWhatGuestNeverTouchesWhereOnlyDemandFaultsAreServed() throws Exception {
        Path json = folder.resolve("report.json");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", "software", "--memory", "4MiB",
                "--transport", "inmemory", "--strategy", "postcopy", "--scheduler", "demand", "--json",
                json.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("The proof now reads them all");
        }

        JsonNode report = read(json);
        assertThat(report.get("faultLatencyNanos").fieldNames()).toIterable().containsExactly("p50", "p99",
                "max");
        assertThat(report.get("networkFaults").longValue())
                .isEqualTo(report.get("pagesTransferred").longValue() - report.get("zeroPages").longValue());
    }

    @Test
    void choosesGuestAndSaysWhich() throws Exception {
        try (FerryProcess demo = FerryProcess.start("demo", "--memory", "16MiB", "--transport", "inmemory")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .containsPattern("Guest kind (kvm|linux|software): the first that this machine");
        }
    }

    /** At half a second for the memory, and 16 threads that sort it, pushes and faults meet. */
    @ParameterizedTest
    @ValueSource(strings = {"software", "linux"})
    void movesGuestWhoseProcessesSortWhileItsPagesArePushed(String guest) throws Exception {
        Path json = folder.resolve("report.json");

        try (FerryProcess demo = FerryProcess.start("demo", "--guest", guest, "--memory", "32MiB",
                "--working-set", "24MiB", "--workload", "quicksort", "--processes", "16", "--dirty-rate",
                "200MB", "--strategy", "postcopy", "--bandwidth", "50MB", "--json", json.toString())) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("sorts 24 MiB of it in 16 processes at 200.0 MB/s")
                    .contains("memory verified    true")
                    .contains("memory right byte for byte; it advances");
        }

        JsonNode report = read(json);
        assertThat(report.get("networkFaults").longValue()).isPositive()
                .isLessThan(report.get("pagesTransferred").longValue());
    }

    @Test
    void composesOnModulePath() throws Exception {
        try (FerryProcess demo = FerryProcess.modular("demo", "--guest", "software", "--memory", "16MiB")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("memory verified    true");
        }
    }

    private static JsonNode read(Path json) throws IOException {
        return JsonMapper.builder().build().readTree(json.toFile());
    }
}
