package dev.ferry.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import dev.ferry.paging.workingset.Pressure;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.simulator.scenario.ScenarioWay;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests leave hosts that are under pressure, and nobody is lost on the way. */
class FleetRunTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final LinkModel LINK = new LinkModel(100_000_000, Duration.ofNanos(50_000));
    private static final LinkModel DRIVE = new LinkModel(50_000_000, Duration.ofNanos(100_000));

    @ParameterizedTest
    @ValueSource(strings = {"precopy", "postcopy:bubbling", "agile:bubbling", "stop-and-copy"})
    void keepsEachGuestOnOneHost(String way) {
        FleetModel model = model(12, 5, new Pressure(125 * MEBIBYTE, 115 * MEBIBYTE), 14);
        FleetRun run = new FleetRun(model, way(way), model::workingSets);

        FleetFigures figures = run.run();

        assertThat(figures.migrations()).isPositive();
        assertThat(run.hosts().stream().flatMap(host -> host.guests().stream()).map(FleetGuest::number))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 60).boxed().toList());
    }

    @Test
    void doesTheSameAgain() {
        FleetModel model = model(12, 5, new Pressure(125 * MEBIBYTE, 115 * MEBIBYTE), 14);

        assertThat(FleetRun.run(model, way("postcopy:bubbling")))
                .isEqualTo(FleetRun.run(model, way("postcopy:bubbling")));
    }

    /** Of 10, 40, 20 and 30 MiB, 40 have to go: the one guest that has as much, though 10 and 30 are as much together. */
    @Test
    void movesFewestGuestsToHostWithMostRoom() {
        FleetModel model = model(3, 4, new Pressure(99 * MEBIBYTE, 60 * MEBIBYTE), 1);
        FleetRun run = new FleetRun(model, way("precopy"), number -> switch (number) {
            case 0 -> _ -> 10 * MEBIBYTE;
            case 1 -> _ -> 40 * MEBIBYTE;
            case 2 -> _ -> 20 * MEBIBYTE;
            case 3 -> _ -> 30 * MEBIBYTE;
            default -> _ -> number < 8 ? 4 * MEBIBYTE : 3 * MEBIBYTE;
        });

        FleetFigures figures = run.run();

        assertThat(figures.migrations()).isEqualTo(1);
        assertThat(run.hosts().get(2).guests()).extracting(FleetGuest::id).contains("guest-1");
        assertThat(figures.pressures()).isEqualTo(1);
        assertThat(figures.lasting()).isZero();
        assertThat(figures.hostNanosOverHigh()).isEqualTo(figures.reliefMaxNanos())
                .isGreaterThanOrEqualTo(figures.migrationMeanNanos());
    }

    @Test
    void staysUnderPressureWhereNobodyHasRoom() {
        FleetModel model = model(2, 2, new Pressure(70 * MEBIBYTE, 60 * MEBIBYTE), 1);

        FleetFigures figures = new FleetRun(model, way("precopy"), _ -> _ -> 40 * MEBIBYTE).run();

        assertThat(figures.migrations()).isZero();
        assertThat(figures.refused()).isGreaterThan(2);
        assertThat(figures.lasting()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "precopy ferry.precopy.on-timeout=cancel ferry.precopy.max-rounds=1 ferry.precopy.downtime-limit=1ms ferry.precopy.max-downtime=1ms",
            "postcopy:demand"})
    void keepsAGuestWhereItWasWhereItsMigrationFailsOrDoesNotEnd(String way) {
        FleetModel model = model(3, 2, new Pressure(70 * MEBIBYTE, 60 * MEBIBYTE), 1);
        FleetRun run = new FleetRun(model, way(way), number -> _ -> (number < 2 ? 40 : 1) * MEBIBYTE);

        FleetFigures figures = run.run();

        assertThat(figures.migrations()).isZero();
        assertThat(figures.failed()).isPositive();
        assertThat(figures.firstFailure()).isNotBlank();
        assertThat(figures.lasting()).isEqualTo(1);
        assertThat(run.hosts().getFirst().guests()).hasSize(2);
    }

    @Test
    void countsAMigrationThatCannotEvenBeginAsFailed() {
        FleetModel model = new FleetModel(3, 2, 100 * MEBIBYTE, 1 << 16, 1L << 60,
                new Pressure(70 * MEBIBYTE, 60 * MEBIBYTE), LINK, DRIVE, Duration.ofSeconds(30),
                Duration.ofMinutes(5), Duration.ofHours(1), 1);

        FleetFigures figures = new FleetRun(model, way("precopy"),
                number -> _ -> (number < 2 ? 40 : 1) * MEBIBYTE).run();

        assertThat(figures.failed()).isPositive();
        assertThat(figures.mostAtOnce()).isEqualTo(1);
        assertThat(figures.refused()).isZero();
    }

    @Test
    void sendsOnlyWhatIsInMemoryWhereTheRestStaysOnTheDrive() {
        Pressure marks = new Pressure(70 * MEBIBYTE, 60 * MEBIBYTE);
        IntFunction<WorkingSets> needs = number -> nanos -> number < 2 && nanos > MINUTE_NANOS
                ? 40 * MEBIBYTE
                : 10 * MEBIBYTE;

        FleetFigures precopy = new FleetRun(model(2, 2, marks, 1), way("precopy"), needs).run();
        FleetFigures agile = new FleetRun(model(2, 2, marks, 1), way("agile:bubbling"), needs).run();

        assertThat(precopy.bytesOnWire()).isGreaterThan(100 * MEBIBYTE);
        assertThat(agile.bytesOnWire()).isBetween(40 * MEBIBYTE, 80 * MEBIBYTE);
        assertThat(agile.hostNanosOverHigh()).isLessThan(precopy.hostNanosOverHigh());
    }

    @Test
    void sharesTheLinkBetweenGuestsThatLeaveAtOnce() {
        Pressure marks = new Pressure(70 * MEBIBYTE, 50 * MEBIBYTE);
        IntFunction<WorkingSets> needs = number -> _ -> number < 2
                ? 40 * MEBIBYTE
                : MEBIBYTE;
        IntFunction<WorkingSets> more = number -> _ -> number < 3 ? 40 * MEBIBYTE : MEBIBYTE;

        FleetFigures one = new FleetRun(model(4, 3, marks, 1), way("agile:bubbling"), needs).run();
        FleetFigures two = new FleetRun(model(4, 3, marks, 1), way("agile:bubbling"), more).run();

        assertThat(one.migrations()).isEqualTo(1);
        assertThat(two.mostAtOnce()).isEqualTo(2);
        assertThat((double) two.migrationMeanNanos() / one.migrationMeanNanos()).isBetween(1.6, 2.4);
    }

    @Test
    void readsTheOneThatShips() throws Exception {
        FleetScenario scenario = FleetScenario.read("fleet", Map.of("hosts", "7"));

        assertThat(scenario.model().hosts()).isEqualTo(7);
        assertThat(scenario.ways()).hasSize(3);
        assertThatThrownBy(() -> FleetScenario.read("fleet", Map.of("low-mark", "50GiB")))
                .isInstanceOf(FerryException.class)
                .hasMessageContainingAll("low-mark = '50 GiB'", "no more than high-mark, 44 GiB");
        assertThatThrownBy(() -> FleetScenario.read("fleet", Map.of("hosts", "1")))
                .hasMessageContaining("hosts = '1'");
        assertThatThrownBy(() -> FleetScenario.read("fleet", Map.of("workload", "zipf")))
                .hasMessageContaining("unknown setting workload");
    }

    @Test
    void hasWorkingSetsOfTheSizesThatAreSaid() {
        long memory = 1 << 30;
        for (int seed = 0; seed < 100; seed++) {
            DailyCurve curve = new DailyCurve(memory, seed * 77_777_777L);
            for (long hour = 0; hour < 24; hour++) {
                assertThat((double) curve.bytes(hour * 60 * MINUTE_NANOS) / memory).as("seed %d", seed)
                        .isBetween(0.05, 0.6);
            }
        }
    }

    private static ScenarioWay way(String name) {
        return ScenarioWay.several(List.of(name), Map.of()).getFirst();
    }

    private static FleetModel model(int hosts, int guests, Pressure marks, int hours) {
        return new FleetModel(hosts, guests, 100 * MEBIBYTE, 1 << 16, 5_000_000, marks, LINK, DRIVE,
                Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(hours), 1);
    }
}
