package dev.ferry.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.simulator.trace.TraceHeader;
import dev.ferry.simulator.trace.TraceInterval;
import dev.ferry.simulator.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ScenarioRunTest {

    private static final Map<String, String> SMALL = Map.of("guest.memory", "16MiB", "workload.size", "4MiB",
            "warm-up", "100ms", "repetitions", "2");

    @TempDir
    private Path folder;

    private Scenario scenario(Map<String, String> further) throws IOException {
        Map<String, String> all = new TreeMap<>(SMALL);
        all.putAll(further);
        return Scenario.read(Files.writeString(folder.resolve("small.properties"), "").toString(), all);
    }

    private static MigrationReport report(Outcome outcome) {
        return Objects.requireNonNull(outcome.report());
    }

    @Test
    void movesTheGuestInEachWayEachTime() throws IOException {
        List<Outcome> outcomes = ScenarioRun.run(
                scenario(Map.of("candidates", "stop-and-copy,precopy,postcopy:push")), Observer.NONE);

        assertThat(outcomes).extracting(outcome -> outcome.way().name()).containsExactly("stop-and-copy",
                "precopy", "postcopy:push", "stop-and-copy", "precopy", "postcopy:push");
        assertThat(outcomes).extracting(Outcome::repetition).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(outcomes).allSatisfy(
                outcome -> assertThat(report(outcome).pagesTransferred()).isGreaterThanOrEqualTo(4096));
    }

    @Test
    void comesToTheSameAgainAndToOtherFiguresByAnotherSeed() throws IOException {
        Map<String, String> zipf = Map.of("workload", "zipf", "candidates", "precopy,postcopy:bubbling");
        List<Outcome> first = ScenarioRun.run(scenario(zipf), Observer.NONE);
        List<Outcome> again = ScenarioRun.run(scenario(zipf), Observer.NONE);

        assertThat(again).extracting(Outcome::report)
                .containsExactlyElementsOf(first.stream().map(Outcome::report).toList());
        assertThat(again).extracting(Outcome::degradationPercent)
                .containsExactlyElementsOf(first.stream().map(Outcome::degradationPercent).toList());
        assertThat(report(first.get(0))).isNotEqualTo(report(first.get(2)));
    }

    @Test
    void knowsWhatAMigrationCostsItsGuest() throws IOException {
        List<Outcome> outcomes = ScenarioRun.run(
                scenario(Map.of("candidates", "stop-and-copy,precopy,postcopy:push", "workload.rate", "400MB",
                        "link.latency", "1ms")),
                Observer.NONE);

        assertThat(outcomes.get(0).degradationPercent()).isNotNull().isGreaterThan(95.0);
        assertThat(outcomes.get(1).degradationPercent()).isNotNull().isBetween(0.0, 95.0);
        assertThat(outcomes.get(2).degradationPercent()).isNotNull().isBetween(1.0, 95.0);
    }

    @Test
    void costsAnIdleGuestAlmostNothingButItsDowntime() throws IOException {
        Outcome outcome = ScenarioRun.run(
                scenario(Map.of("workload", "idle", "candidates", "stop-and-copy")), Observer.NONE)
                .getFirst();

        double paused = Objects.requireNonNull(report(outcome).downtimeNanos());
        double total = Objects.requireNonNull(report(outcome).totalTimeNanos());
        assertThat(outcome.degradationPercent()).isNotNull().isCloseTo(100 * paused / total, within(5.0));
    }

    @Test
    void streamsAtItsRateWithMoreThreadsThanProcessors() throws IOException {
        GuestModel few = (GuestModel) scenario(Map.of("workload", "streaming", "workload.threads", "2"))
                .guest();
        GuestModel many = (GuestModel) scenario(Map.of("workload", "streaming", "workload.threads", "8"))
                .guest();

        assertThat(workOfTenSeconds(many)).isCloseTo(workOfTenSeconds(few), withinPercentage(1));
    }

    private static double workOfTenSeconds(GuestModel model) throws IOException {
        try (Simulation simulation = new Simulation(); RunningGuest guest = model.start(simulation, 1)) {
            simulation.runUntil(10_000_000_000L);
            return guest.work();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "TRACE")
    void movesGuestsThatDoAnything(WorkloadKind kind) throws IOException {
        List<Outcome> outcomes = ScenarioRun.run(
                scenario(Map.of("workload", kind.spelling(), "workload.threads", "2", "repetitions", "1",
                        "candidates", "precopy,postcopy:bubbling,hybrid:push")),
                Observer.NONE);

        assertThat(outcomes).hasSize(3).allSatisfy(outcome -> {
            assertThat(report(outcome).outcome()).isEqualTo("completed");
            assertThat(outcome.degradationPercent()).isNotNull().isLessThan(100.0);
        });
    }

    @Test
    void movesAGuestThatDoesWhatATraceSays() throws IOException {
        Path trace = folder.resolve("some.trace");
        PageBitmap written = new PageBitmap(1024);
        written.add(10, 300);
        try (TraceWriter writer = TraceWriter.create(trace,
                new TraceHeader(4096, 1024, 1_000_000, false, false))) {
            writer.write(new TraceInterval(1_000_000, OptionalLong.empty(), written, Optional.empty()));
        }

        List<Outcome> outcomes = ScenarioRun.run(scenario(Map.of("workload", "trace", "workload.trace",
                trace.toString(), "candidates", "precopy,postcopy:push")), Observer.NONE);

        assertThat(report(outcomes.get(0)).duplicatePages()).isBetween(1L, 30 * 300L);
        assertThat(report(outcomes.get(1)).minorFaults()).isBetween(1L, 300L);
        assertThatThrownBy(() -> scenario(Map.of("guest.memory", "2MiB", "workload", "trace",
                "workload.trace", trace.toString())))
                .hasMessageContaining("at most 512 of them; it has 1024");
    }

    @Test
    void refusesWhatNoClockAndNoMemoryHolds() {
        assertThatThrownBy(() -> scenario(Map.of("link.latency", "9000000000s")))
                .hasMessageContainingAll("link.latency = '9000000000s'", "at most 365 days");
        assertThatThrownBy(() -> scenario(Map.of("guest.memory", "9000000000000000000")))
                .hasMessageContainingAll("guest.memory = '9000000000000000000'", "at most 4294967296 pages");
    }

    @Test
    void givesUpWhatDoesNotEndAndGoesOn() throws IOException {
        List<Outcome> outcomes = ScenarioRun.run(scenario(Map.of("candidates", "postcopy:demand,precopy",
                "time-limit", "2s", "repetitions", "1")), Observer.NONE);

        assertThat(outcomes.get(0).report()).isNull();
        assertThat(outcomes.get(0).failure()).isNotNull()
                .hasMessage("not over after 2 s; at the destination 3072 pages are missing");
        assertThat(outcomes.get(1).failure()).isNull();
    }

    @Test
    void tellsTheListenerOfAMigrationThatIsGivenUp() throws IOException {
        List<MigrationPhase> phases = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public MigrationListener begins(ScenarioWay way, int repetition, LongSupplier nanos) {
                return new MigrationListener() {
                    @Override
                    public void onPhase(MigrationPhase phase) {
                        phases.add(phase);
                    }
                };
            }
        };

        ScenarioRun.run(scenario(Map.of("candidates", "postcopy:demand", "time-limit", "2s", "repetitions",
                "1")), observer);

        assertThat(phases).endsWith(MigrationPhase.PUSH, MigrationPhase.FAILED);
    }

    @Test
    void countsTheWorkOfTheEngine() throws IOException {
        List<Outcome> outcomes = ScenarioRun.run(
                scenario(Map.of("workload", "idle", "candidates", "postcopy:push", "repetitions", "1")),
                Observer.NONE);

        assertThat(report(outcomes.getFirst()).downtimeNanos()).isNotNull()
                .isGreaterThan(EngineCosts.FERRY.of(EngineCost.START_NANOS));
    }

    @Test
    void tellsItsObserverAndStopsWhereThatWantsNoMore() throws IOException {
        List<String> told = new ArrayList<>();
        Observer observer = new Observer() {
            @Override
            public MigrationListener begins(ScenarioWay way, int repetition, LongSupplier nanos) {
                told.add("begins " + way.name() + " at " + nanos.getAsLong());
                return MigrationListener.NONE;
            }

            @Override
            public void ended(Outcome outcome) {
                told.add("ended " + outcome.way().name());
            }

            @Override
            public boolean stops() {
                return told.size() >= 4;
            }
        };

        List<Outcome> outcomes = ScenarioRun.run(
                scenario(Map.of("candidates", "stop-and-copy,precopy,postcopy:push")), observer);

        assertThat(told).containsExactly("begins stop-and-copy at 0", "ended stop-and-copy",
                "begins precopy at 0", "ended precopy");
        assertThat(outcomes).hasSize(2).allMatch(outcome -> outcome.degradationPercent() != null);
    }
}
