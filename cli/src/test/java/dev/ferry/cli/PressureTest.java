package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.cli.PressureResult.Move;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Guests that outgrow their host: the scenario itself, and what is said of it. */
@Timeout(180)
class PressureTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    /** Four guests at 100 pages a second, then at 10 while one of them is moved, then at 100 again. */
    private static PressureResult result(String strategy, String failure) {
        List<PressureSample> samples = IntStream.rangeClosed(1, 40).mapToObj(sample -> {
            double pages = sample > 16 && sample <= 24 ? 10 : 100;
            return new PressureSample(sample * SECOND / 4, List.of(pages, pages, pages, pages), 1 << 20);
        }).toList();
        Move move = new Move(2, 4 * SECOND, 5 * SECOND, report());
        return new PressureResult(strategy, samples, List.of(move), failure,
                failure == null ? ExitCode.OK : ExitCode.WRONG);
    }

    private static MigrationReport report() {
        return new MigrationReport("agile", "bubbling", "tcp", "guest", "completed", null, 4096, 1 << 20, 1L,
                2_000_000L, 1L, SECOND / 2, SECOND, 256, 0, 0, 100, 12_500_000, 1L, null, null, 0L, null,
                List.of(), 0, 0, null);
    }

    private static PressureReport report(PressureResult... results) {
        GuestPlan guest = GuestPlan.of(new SoftwareGuestPlatform(), 1 << 20, 1 << 19, 1 << 20, 7);
        return new PressureReport(
                new PressurePlan(new SoftwareGuestPlatform(), List.of(guest, guest), 2 << 20,
                        Duration.ofSeconds(10), Map.of()),
                List.of(results));
    }

    @Test
    void saysWhatTheGuestsDidMeanwhile() {
        PressureResult result = result("agile", null);

        assertThat(result.pagesPerSecondWhileMoving()).isCloseTo(40, within(1e-9));
        assertThat(result.pagesPerSecondSinceTrigger()).isCloseTo((8 * 40 + 16 * 400) / 24.0, within(1e-9));
        assertThat(result.recoveryNanos()).isEqualTo(25 * SECOND / 4 - 4 * SECOND);
    }

    @Test
    void hasNoFiguresOfAMoveWhereNobodyHadToLeave() {
        PressureResult result = new PressureResult("agile", List.of(), List.of(), null, ExitCode.OK);

        assertThat(result.recoveryNanos()).isNull();
        assertThat(PressureMetric.TOTAL.cell(result)).isEqualTo("-");
        assertThat(report(result).remarks()).containsExactly("agile: no guest had to leave.");
    }

    @Test
    void showsEachGuestThatHadToLeave() throws Exception {
        PressureResult one = result("agile", null);
        Move second = new Move(1, 4 * SECOND, 6 * SECOND, report());
        PressureResult two = new PressureResult("agile", one.samples(),
                List.of(one.moves().getFirst(), second), null, ExitCode.OK);

        assertThat(two.remark().orElseThrow()).startsWith("agile: 2 guests had to leave");
        assertThat(two.recoveryNanos()).isEqualTo(25 * SECOND / 4 - 4 * SECOND);
        assertThat(two.pagesPerSecondWhileMoving()).isCloseTo(40, within(1e-9));
        assertThat(drawn(two).get("moves")).extracting(move -> move.get("guest").intValue())
                .containsExactly(2, 1);
    }

    @Test
    void putsStrategiesSideBySide() {
        PressureReport report = report(result("precopy", null), result("agile", "page 3 is wrong"));

        assertThat(report.rows()).allMatch(row -> row.size() == 3)
                .contains(List.of("", "precopy", "agile"), List.of("memory", "right", "WRONG"),
                        List.of("migration, s", "0.50", "0.50"), List.of("on the wire, MB", "12.5", "12.5"));
        assertThat(report.remarks()).containsExactly("agile: page 3 is wrong.");
        assertThat(report.exit()).isEqualTo(ExitCode.WRONG);
    }

    @Test
    void drawsAPageThatIsWellFormedAndWhole() throws Exception {
        StringWriter page = new StringWriter();
        PressurePage.write(report(result("precopy <1>", null), result("agile", null)), page);

        JsonNode run = drawn(page);
        assertThat(run.get("strategy").textValue()).isEqualTo("precopy <1>");
        assertThat(run.get("pagesPerSecond")).hasSize(4).allMatch(guest -> guest.size() == 40);
        assertThat(run.get("moves").get(0).get("trigger").doubleValue()).isEqualTo(4);
        assertThat(page.toString()).doesNotContain("{{").contains("ferry demo --scenario pressure");
    }

    private static JsonNode drawn(PressureResult result) throws Exception {
        StringWriter page = new StringWriter();
        PressurePage.write(report(result), page);
        return drawn(page);
    }

    /** What the script draws for the first strategy; fails where the page is not well-formed. */
    private static JsonNode drawn(StringWriter page) throws Exception {
        Document parsed = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.toString())));
        String data = IntStream.range(0, parsed.getElementsByTagName("script").getLength())
                .mapToObj(parsed.getElementsByTagName("script")::item)
                .filter(script -> script.getAttributes().getNamedItem("id") != null).findFirst().orElseThrow()
                .getTextContent();
        return JsonMapper.builder().build().readTree(data).get("runs").get(0);
    }

    @Test
    void showsAllStrategiesInTurn() throws Exception {
        JsonNode results = run("--duration", "1s", "--html", folder.resolve("pressure.html").toString());

        assertThat(results).extracting(result -> result.get("strategy").textValue()).containsExactly(
                "precopy",
                "postcopy", "agile");
        assertThat(results).allMatch(result -> !result.get("samples").isEmpty());
        assertThat(folder.resolve("pressure.html")).isNotEmptyFile();
    }

    /** As long as it takes on a busy machine to know the working sets: some seconds. */
    @Test
    void movesGuestsThatOutgrowTheirHost() throws Exception {
        JsonNode results = run("--duration", "12s", "--strategy", "agile");

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.get("moves")).isNotEmpty();
            assertThat(result.get("moves").get(0).get("report").get("outcome").textValue())
                    .isEqualTo("completed");
        });
    }

    private JsonNode run(String... further) throws Exception {
        Path json = folder.resolve("pressure.json");
        List<String> arguments = new ArrayList<>(List.of("demo", "--scenario", "pressure", "--guest",
                "software", "--memory", "4MiB", "--json", json.toString()));
        arguments.addAll(List.of(further));
        try (FerryProcess demo = FerryProcess.start(arguments.toArray(String[]::new))) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("memory", "right", "cold references");
        }
        return JsonMapper.builder().build().readTree(json.toFile()).get("results");
    }

    @Test
    void endsWithTheFirstStrategyThatLosesAGuest() throws Exception {
        try (RedisProcess redis = RedisProcess.start(folder);
                FerryProcess demo = FerryProcess.start("demo", "--scenario", "pressure", "--guest",
                        "software",
                        "--memory", "4MiB", "--duration", "60s", "--swap", redis.address(), "--set",
                        "ferry.swap.patience=1s")) {
            demo.awaitLine("[1/3]");
            redis.kill();

            assertThat(demo.exitCode()).as(demo.output()).isNotZero();
            assertThat(demo.output()).contains("127.0.0.1").doesNotContain("[2/3]");
        }
    }
}
