package dev.ferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.simulator.paper.Evaluation;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import dev.ferry.simulator.paper.Experiment;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import picocli.CommandLine;

@Timeout(120)
class SimulateTest {

    /** A table of a paper that nobody wrote. */
    private record FakeExperiment(String name) implements Experiment {

        @Override
        public String title() {
            return "pages of " + name;
        }

        @Override
        public Evaluation run(Consumer<String> progress) {
            progress.accept("simulating " + name);
            return new Evaluation(name, title(), "Nobody & Sons, table 1",
                    List.of(new Parameter("link", "119 MB/s", "section 5")),
                    List.of(new Figure("8 MB", "push", "%", 10.0, 12.5, 0.5),
                            Figure.of("8 MB", "total", "s", 200.0, 190),
                            Figure.of("16 MB", "total", "s", null, 1234.5)),
                    List.of(new Claim("push is worse", true, "12.5 > 3"),
                            new Claim("<all> is well", false, "it is not")),
                    List.of(new Plot("pages", "MB", "s",
                            List.of(new Series("push", List.of(new Point(8, 190), new Point(16, 1234.5)))))));
        }
    }

    private static final List<Experiment> FAKES = List.of(new FakeExperiment("one"),
            new FakeExperiment("two"));

    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int simulate(String... arguments) {
        try (StopSignal stopSignal = new StopSignal()) {
            CommandLine command = new CommandLine(new SimulateCommand(stopSignal, FAKES));
            return command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true))
                    .setExecutionExceptionHandler((error, line, _) -> {
                        line.getErr().println(error.getMessage());
                        return ExitCode.of(error).code();
                    }).execute(arguments);
        }
    }

    private Path tiny() throws Exception {
        return Files.write(folder.resolve("tiny.properties"), List.of("title = a tiny guest",
                "guest.memory = 8MiB", "guest.used = 6MiB", "warm-up = 50ms", "repetitions = 2",
                "candidates = precopy, postcopy:bubbling ferry.scheduler.bubbling.pivots=1"));
    }

    private static JsonNode json(Path file) throws Exception {
        return JsonMapper.builder().build().readTree(file.toFile());
    }

    /** Fails where the page is not well-formed. */
    private static String wellFormed(Path page) throws Exception {
        String text = Files.readString(page);
        DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
        return text;
    }

    @Test
    void comparesWhatAFileDescribes() throws Exception {
        Path json = folder.resolve("report.json");
        Path html = folder.resolve("page.html");

        int code = simulate("--scenario", tiny().toString(), "--json", json.toString(), "--html",
                html.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains(": a tiny guest.",
                "Guest: 8 MiB, of which 6 MiB hold anything, 2 virtual CPUs, 1 thread of sequential in 1.5 MiB at 40.0 MB/s.",
                "over a link of 125.0 MB/s and 50 us latency, medians of 2 migrations each, simulated",
                "[4/4] postcopy:bubbling pivots=1: total ", "progress lost, %", "outcome");
        JsonNode results = json(json).get("results");
        assertThat(results).hasSize(2);
        JsonNode run = results.get(0).get("runs").get(1);
        assertThat(run.get("report").get("transport").textValue()).isEqualTo("simulated");
        assertThat(run.get("report").get("zeroPages").longValue()).isEqualTo(512);
        assertThat(run.get("degradationPercent").isNumber()).isTrue();
        assertThat(wellFormed(html)).contains("Made by ferry simulate", "<td>moved</td>",
                "postcopy:bubbling pivots=1");
    }

    @Test
    void keepsTheTablesThatAreDoneWhenItIsStopped() throws Exception {
        Path json = folder.resolve("tables.json");
        try (StopSignal stopSignal = new StopSignal()) {
            Experiment stopped = new Experiment() {
                @Override
                public String name() {
                    return "three";
                }

                @Override
                public String title() {
                    return "one that takes long";
                }

                @Override
                public Evaluation run(Consumer<String> progress) {
                    Thread.ofVirtual().start(stopSignal::stop);
                    for (;;) {
                        progress.accept("simulating on");
                    }
                }
            };
            CommandLine command = new CommandLine(
                    new SimulateCommand(stopSignal, List.of(FAKES.getFirst(), stopped)));

            int code = command.setOut(new PrintWriter(out, true)).execute("--table", "all", "--json",
                    json.toString());

            assertThat(code).isEqualTo(ExitCode.INTERRUPTED.code());
        }
        assertThat(out.toString()).contains("push is worse", "simulating on", "stopped");
        assertThat(json(json)).hasSize(1);
    }

    @Test
    void saysTheSameAgain() throws Exception {
        String file = tiny().toString();

        simulate("--scenario", file);
        String first = out.toString();
        out.getBuffer().setLength(0);
        simulate("--scenario", file);

        assertThat(out).hasToString(first);
    }

    @Test
    void takesCandidatesAndSettingsOverThoseOfTheFile() throws Exception {
        int code = simulate("--scenario", tiny().toString(), "--candidates", "stop-and-copy,hybrid", "--run",
                "postcopy:push ferry.push.batch=4KiB", "--repeat", "1", "--set", "guest.memory=16MiB");

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("Guest: 16 MiB", "[1/3] stop-and-copy: ",
                "[3/3] postcopy:push push.batch=4KiB: total ");
    }

    @Test
    void goesOnAfterACandidateThatDoesNotEnd() throws Exception {
        int code = simulate("--scenario", tiny().toString(), "--candidates", "postcopy:demand,precopy",
                "--set",
                "time-limit=1s", "--repeat", "1");

        assertThat(code).isEqualTo(ExitCode.NOT_CONVERGED.code());
        assertThat(out.toString()).contains("[1/2] postcopy:demand: not over after 1 s",
                "[2/2] precopy: total ", "postcopy:demand, 1 of 1: not over after 1 s");
    }

    @Test
    void listsScenariosAndTables() {
        assertThat(simulate("--scenario", "list")).isZero();
        assertThat(simulate("--table", "list")).isZero();

        assertThat(out.toString()).containsPattern("(?m)^100-guests +a hundred guests")
                .containsPattern("(?m)^two +pages of two$");
    }

    @Test
    void printsTablesBesideThePapers() throws Exception {
        Path json = folder.resolve("tables.json");
        Path html = folder.resolve("tables.html");

        int code = simulate("--table", "all", "--json", json.toString(), "--html", html.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("one: pages of one", "simulating two", "Nobody & Sons, table 1")
                .containsPattern("8 MB: push, % +10.00 +12.50 +± 0.50 +\\+2.5 points")
                .containsPattern("8 MB: total, s +200.0 +190.0 +-5.0 %")
                .containsPattern("16 MB: total, s +1,23[45]")
                .containsPattern("(?m)^holds +push is worse +12.5 > 3$")
                .containsPattern("(?m)^DOES NOT HOLD +<all> is well +it is not$")
                .containsPattern("(?m)^link +119 MB/s +section 5$");
        JsonNode tables = json(json);
        assertThat(tables).hasSize(2);
        assertThat(tables.get(0).get("figures").get(1).get("error").doubleValue()).isEqualTo(-5);
        assertThat(tables.get(0).get("claims").get(1).get("holds").booleanValue()).isFalse();
        assertThat(tables.get(1).get("plots").get(0).get("series").get(0).get("points").get(1).get("x")
                .doubleValue())
                .isEqualTo(16);
        assertThat(wellFormed(html)).contains("Pages of one", "&lt;all&gt; is well", "paper 200.0, -5.0 %",
                "\"horizontal\"", "<div class=\"plots\" id=\"plots-1\">");
    }

    @Test
    void reproducesOnlyTheTablesThatAreNamed() {
        assertThat(simulate("--table", "two")).isZero();

        assertThat(out.toString()).contains("simulating two").doesNotContain("simulating one");
    }

    @Test
    void refusesTablesThatThereAreNot() {
        assertThat(simulate("--table", "two,three")).isEqualTo(ExitCode.USAGE.code());

        assertThat(err.toString()).contains("--table 'three': allowed is all, list, or some of one, two");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void simulatesOnModulePath() throws Exception {
        Path html = folder.resolve("page.html");
        try (FerryProcess simulate = FerryProcess.modular("simulate", "--scenario", "stress", "--repeat", "1",
                "--set", "guest.memory=8MiB", "--set", "workload.size=2MiB", "--set", "warm-up=20ms",
                "--candidates",
                "precopy,postcopy:bubbling", "--html", html.toString())) {
            assertThat(simulate.exitCode()).as(simulate.output()).isZero();
            assertThat(simulate.output()).contains("[2/2] postcopy:bubbling: total ");
        }
        assertThat(html).content().contains("Chart.js v4", "<td>moved</td>");
    }
}
