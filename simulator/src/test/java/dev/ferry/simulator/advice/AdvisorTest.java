package dev.ferry.simulator.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.FerryException;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.scenario.GuestModel;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.simulator.scenario.Observer;
import dev.ferry.simulator.scenario.Outcome;
import dev.ferry.simulator.scenario.Scenario;
import dev.ferry.simulator.scenario.ScenarioGuest;
import dev.ferry.simulator.scenario.ScenarioWay;
import dev.ferry.simulator.scenario.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is advised follows from what was simulated, and from nothing else. */
class AdvisorTest {

    private static final long MEBIBYTE = 1 << 20;
    private static final LinkModel LINK = new LinkModel(100_000_000, Duration.ofNanos(50_000));
    private static final List<String> WAYS = List.of("stop-and-copy", "precopy", "postcopy:push",
            "postcopy:bubbling", "hybrid:bubbling");

    /** Each is the best in one figure. */
    private static final List<Assessment> FABRICATED = List.of(
            fabricated("patient", 9, 90, 90, 900, 0.0, true),
            fabricated("nimble", 1, 50, 50, 500, 50.0, true),
            fabricated("swift", 5, 20, 60, 600, 60.0, true), fabricated("light", 6, 60, 70, 200, 70.0, true),
            fabricated("early", 7, 70, 10, 700, 80.0, true),
            fabricated("perfect", 0, 0, 0, 0, 0.0, false));

    @ParameterizedTest
    @CsvSource({"DOWNTIME,nimble", "TOTAL_TIME,swift", "EVICTION_TIME,early", "BYTES,light",
            "DEGRADATION,patient"})
    void putsBestOfPriorityFirst(Priority priority, String best) {
        List<Assessment> ranked = Advisor.rank(FABRICATED, priority);

        assertThat(ranked.getFirst().outcome().way().name()).isEqualTo(best);
        assertThat(ranked).isSortedAccordingTo((one, other) -> one.withinLimit() == other.withinLimit()
                ? Double.compare(priority.of(one.outcome()), priority.of(other.outcome()))
                : one.withinLimit() ? -1 : 1);
    }

    @ParameterizedTest
    @EnumSource(Priority.class)
    void putsThoseOverLimitBehindAllOthersAndFailedOnesLast(Priority priority) {
        List<Assessment> all = new ArrayList<>(FABRICATED);
        all.addFirst(new Assessment(new Outcome(way("broken"), 0, null, null, new IllegalStateException()),
                false, "broken", List.of()));

        assertThat(Advisor.rank(all, priority)).extracting(one -> one.outcome().way().name())
                .endsWith("perfect", "broken");
    }

    @Test
    void saysThatPrecopyDoesNotConvergeAndThatItBreaksTheLimit() {
        List<Assessment> advice = advise(known(80 * MEBIBYTE, 200_000_000), WAYS, Duration.ofMillis(100));

        Assessment precopy = find("precopy", advice);
        assertThat(precopy.withinLimit()).isFalse();
        assertThat(precopy.reason()).contains("it does not converge", "100 MB/s are sent");
        assertThat(precopy.explanations()).last().asString().contains("does not converge");
        assertThat(find("stop-and-copy", advice).reason()).contains("while all, 105 MB, are sent");
        assertThat(advice).extracting(Assessment::withinLimit).containsExactly(true, true, true, false,
                false);
        assertThat(advice.getFirst().reason()).contains("no page is sent in that", "follow", "it waits");
    }

    @Test
    void saysThatPrecopyConverges() {
        Assessment precopy = find("precopy",
                advise(known(16 * MEBIBYTE, 5_000_000), WAYS, Duration.ofMillis(100)));

        assertThat(precopy.withinLimit()).isTrue();
        assertThat(precopy.reason()).contains("it converges", "are sent");
    }

    @Test
    void countsNoRoundOfAPauseWithNothingLeft() {
        Assessment precopy = find("precopy",
                advise(known(16 * MEBIBYTE, 1), List.of("precopy"), Duration.ofMillis(100)));

        assertThat(precopy.reason()).contains("no page is sent in that", " go in 1 round, ")
                .doesNotContain("0.0 MB/s are sent");
    }

    @Test
    void leavesColdPagesWhereTheyAre() {
        GuestModel model = new KnownGuest(100 * MEBIBYTE, 90 * MEBIBYTE, 8 * MEBIBYTE, 5_000_000,
                WorkloadKind.RANDOM).model(4096);
        PartlySwappedGuest paged = new PartlySwappedGuest(model, 20 * MEBIBYTE / 4096,
                new LinkModel(50_000_000, Duration.ofNanos(50_000)));
        List<Assessment> advice = advise(paged, List.of("postcopy:bubbling", "agile:bubbling"),
                Duration.ofMillis(100));

        MigrationReport agile = find("agile:bubbling", advice).outcome().report();
        MigrationReport postcopy = find("postcopy:bubbling", advice).outcome().report();
        assertThat(agile.coldReferences()).isEqualTo(70 * MEBIBYTE / 4096);
        assertThat(agile.bytesOnWire()).isLessThan(30 * MEBIBYTE);
        assertThat(agile.swapFaults()).isNull();
        // What is not in memory is read at 50 MB/s before it is sent.
        assertThat(postcopy.totalTimeNanos()).isGreaterThan(70 * MEBIBYTE * 20);
        assertThat(find("agile:bubbling", advice).reason()).contains("73 MB stay on the swap device");
    }

    @Test
    void saysTheSameAgain() {
        GuestModel guest = known(40 * MEBIBYTE, 50_000_000);

        assertThat(texts(advise(guest, WAYS, Duration.ofMillis(30))))
                .isEqualTo(texts(advise(guest, WAYS, Duration.ofMillis(30))));
    }

    @Test
    void takesLargerPagesForLargeGuestsOnly() {
        assertThat(new KnownGuest(1L << 34, 1L << 34, 1 << 30, 1, WorkloadKind.RANDOM).pageSizeBytes())
                .isEqualTo(4096);
        assertThat(new KnownGuest(1L << 36, 1L << 36, 1 << 30, 1, WorkloadKind.RANDOM).pageSizeBytes())
                .isEqualTo(4 * 4096);
        assertThat(new KnownGuest(1L << 40, 1L << 36, 1 << 30, 1, WorkloadKind.RANDOM).pageSizeBytes())
                .isEqualTo(16 * 4096);
    }

    @Test
    void refusesWaysThatThereAreNot() {
        assertThatThrownBy(() -> ScenarioWay.several(List.of("precopi"), Map.of()))
                .isInstanceOf(FerryException.class).hasMessageContainingAll("candidate 'precopi'", "allowed");
    }

    private static List<Assessment> advise(ScenarioGuest guest, List<String> ways, Duration limit) {
        Scenario scenario = new Scenario("test", "", guest, LINK, Duration.ofMillis(100),
                Duration.ofMinutes(5), 1, 1, ScenarioWay.several(ways, Map.of()));
        return Advisor.advise(new Question(scenario, Priority.DOWNTIME, Optional.of(limit)), Observer.NONE);
    }

    private static GuestModel known(long workingSetBytes, long dirtyBytesPerSecond) {
        return new KnownGuest(100 * MEBIBYTE, 100 * MEBIBYTE, workingSetBytes, dirtyBytesPerSecond,
                WorkloadKind.SEQUENTIAL).model(4096);
    }

    private static Assessment find(String name, List<Assessment> advice) {
        return advice.stream().filter(one -> one.outcome().way().name().equals(name)).findFirst()
                .orElseThrow();
    }

    private static List<String> texts(List<Assessment> advice) {
        return advice.stream().map(one -> one.reason() + one.outcome().report()).toList();
    }

    private static ScenarioWay way(String name) {
        ScenarioWay real = ScenarioWay.several(List.of("precopy"), Map.of()).getFirst();
        return new ScenarioWay(name, real.settings(), real.layered());
    }

    private static Assessment fabricated(String name, long downtime, long total, long eviction, long bytes,
            double degradation, boolean withinLimit) {
        MigrationReport report = new MigrationReport(name, null, "simulated", "guest", "completed", null,
                4096,
                4096, 0L, downtime, 0L, total, eviction, 1, 0, 0, 0, bytes, 0L, 0L, null, null, null,
                List.of(), 0, 0, null);
        return new Assessment(new Outcome(way(name), 0, report, degradation, null), withinLimit, name,
                List.of());
    }
}
