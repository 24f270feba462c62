package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CompareTest {

    private static final String[] SMALL = {"compare", "--guest", "software", "--memory", "8MiB"};
    private static final int SIGTERM = 143;

    @TempDir
    private Path folder;

    private static FerryProcess compare(String... further) throws Exception {
        return FerryProcess.start(arguments(further));
    }

    private static String[] arguments(String... further) {
        return Stream.of(SMALL, further).flatMap(Arrays::stream)
                .toArray(String[]::new);
    }

    @Test
    void comparesCandidatesAndProvesEach() throws Exception {
        Path json = folder.resolve("comparison.json");
        Path html = folder.resolve("comparison.html");

        try (FerryProcess compare = compare("--candidates", "stop-and-copy,precopy", "--run",
                "postcopy:push ferry.push.batch=64KiB", "--json", json.toString(), "--html",
                html.toString())) {
            assertThat(compare.exitCode()).as(compare.output()).isZero();
            assertThat(compare.output()).contains("[3/3] postcopy:push push.batch=64KiB: total ");
            assertThat(compare.output().lines().filter(line -> line.endsWith("right"))).hasSize(3);
            for (Metric metric : Metric.values()) {
                assertThat(compare.output()).contains(metric.heading());
            }
        }

        JsonNode results = JsonMapper.builder().build().readTree(json.toFile()).get("results");
        assertThat(results).hasSize(3);
        for (JsonNode result : results) {
            JsonNode run = result.get("runs").get(0);
            assertThat(run.get("report").get("verified").booleanValue()).isTrue();
            assertThat(run.get("degradationPercent").isNumber()).isTrue();
            assertThat(result.get("medians").get("total, ms").doubleValue())
                    .isEqualTo(run.get("report").get("totalTimeNanos").longValue() / 1e6);
        }
        assertThat(results.get(2).get("runs").get(0).get("networkFaultPercent").isNumber()).isTrue();
        assertThat(html).content().contains("<td>right</td>", "\"postcopy:push push.batch=64KiB\"");
    }

    @Test
    void pagesTheGuestsOfCandidatesThatReferToColdPages() throws Exception {
        Path json = folder.resolve("comparison.json");

        try (FerryProcess compare = compare("--candidates", "precopy,agile", "--json", json.toString())) {
            assertThat(compare.exitCode()).as(compare.output()).isZero();
            assertThat(compare.output()).contains("agile: Paged: at most 2")
                    .doesNotContain("precopy: Paged");
        }

        JsonNode results = JsonMapper.builder().build().readTree(json.toFile()).get("results");
        assertThat(results.get(0).get("medians").get("cold references").doubleValue()).isZero();
        assertThat(results.get(1).get("medians").get("cold references").doubleValue()).isPositive();
    }

    @Test
    void goesOnAfterACandidateThatFails() throws Exception {
        try (FerryProcess compare = compare("--run", "precopy ferry.handshake.timeout=1us", "--run",
                "precopy ferry.transport=tcp")) {
            assertThat(compare.exitCode()).as(compare.output()).isEqualTo(ExitCode.FAILED.code());
            assertThat(compare.output()).contains("[2/2] precopy transport=tcp: total ")
                    .containsPattern(
                            "precopy handshake.timeout=1us, 1 of 1: .*The guest runs on at the source");
            assertThat(compare.output().lines().filter(line -> line.endsWith("failed"))).hasSize(1);
        }
    }

    @Test
    void takesMediansOfSeveralMigrationsInTurn() throws Exception {
        try (FerryProcess compare = compare("--candidates", "precopy,postcopy:demand", "--repeat", "2")) {
            assertThat(compare.exitCode()).as(compare.output()).isZero();
            assertThat(compare.output()).contains("medians of 2 migrations each", "[2/4] postcopy:demand: ",
                    "[3/4] precopy: ", "its guest never asked for some pages");
        }
    }

    @Test
    void printsWhatIsDoneWhenStopped() throws Exception {
        Path json = folder.resolve("comparison.json");
        try (FerryProcess compare = compare("--run", "stop-and-copy", "--run", "precopy ferry.bandwidth=1MB",
                "--json", json.toString())) {
            compare.awaitLine("[1/2] stop-and-copy: total ");

            compare.terminate();

            assertThat(compare.exitCode()).as(compare.output()).isEqualTo(SIGTERM);
            assertThat(compare.output().lines().filter(line -> line.endsWith("right"))).hasSize(1);
            assertThat(compare.output().lines().filter(line -> line.endsWith("not run"))).hasSize(1);
        }
        assertThat(Files.readString(json)).contains("\"stop-and-copy\"");
    }

    @Test
    void composesOnModulePath() throws Exception {
        Path html = folder.resolve("comparison.html");
        try (FerryProcess compare = FerryProcess
                .modular(arguments("--candidates", "postcopy:bubbling", "--html", html.toString()))) {
            assertThat(compare.exitCode()).as(compare.output()).isZero();
        }
        assertThat(html).content().contains("Chart.js v4", "<td>right</td>");
    }
}
