package dev.ferry.simulator.scenario;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.workload.SplitMix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Simulates a scenario: each repetition makes the same guest for all candidates, and once more to be left alone, so that it is
 * known what a migration has cost it.
 */
public final class ScenarioRun {

    private static final double PERCENT = 100;

    /** A migration of which is known what its guest did until its end, and not yet what it might have done. */
    private record Moved(Outcome outcome, long endNanos, double work) {

        /** What its guest might have done is known. */
        Outcome compared(double workAlone) {
            return outcome.report() == null || workAlone <= 0
                    ? outcome
                    : outcome.withDegradation(PERCENT * (1 - work / workAlone));
        }
    }

    private final Scenario scenario;
    private final Observer observer;
    private final long startNanos;

    private ScenarioRun(Scenario scenario, Observer observer) {
        this.scenario = scenario;
        this.observer = observer;
        this.startNanos = scenario.warmUp().toNanos();
    }

    /** Simulates all of it, or what was begun when the observer wanted no more; in the order of repetitions. */
    public static List<Outcome> run(Scenario scenario, Observer observer) {
        ScenarioRun run = new ScenarioRun(scenario, observer);
        List<Outcome> outcomes = new ArrayList<>();
        for (int repetition = 0; repetition < scenario.repetitions() && !observer.stops(); repetition++) {
            outcomes.addAll(run.repeat(repetition));
        }
        return outcomes;
    }

    private List<Outcome> repeat(int repetition) {
        long seed = SplitMix.mix(scenario.firstSeed() + repetition);
        List<Moved> moved = new ArrayList<>();
        for (ScenarioWay way : scenario.ways()) {
            if (!observer.stops()) {
                Moved one = move(way, repetition, seed);
                observer.ended(one.outcome());
                moved.add(one);
            }
        }
        return compared(moved, seed);
    }

    private Moved move(ScenarioWay way, int repetition, long seed) {
        try (Simulation simulation = new Simulation();
                RunningGuest running = scenario.guest().start(simulation, seed)) {
            simulation.runUntil(startNanos);
            double workBefore = running.work();
            MigrationReport report = migrate(way, repetition, simulation, running);
            return new Moved(new Outcome(way, repetition, report, null, null), simulation.nowNanos(),
                    running.work() - workBefore);
        } catch (RuntimeException failed) { // A plugin may throw anything: the other ways go on.
            return new Moved(new Outcome(way, repetition, null, null, failed), startNanos, 0);
        }
    }

    private MigrationReport migrate(ScenarioWay way, int repetition, Simulation simulation,
            RunningGuest running) {
        SimulatedGuest guest = running.guest();
        simulation.at(startNanos + scenario.timeLimit().toNanos(), () -> giveUp(guest));
        MigrationListener listener = observer.begins(way, repetition,
                () -> simulation.nowNanos() - startNanos);
        return SimulatedMigration.run(SimulatedMigration.Plan.of(simulation, guest,
                scenario.link().open(simulation), way.parts(), costs()).with(running.swap())
                .with(listener));
    }

    /** What a page costs is known of small ones: a larger one costs as much as those that fit in. */
    private EngineCosts costs() {
        long nanosPerPage = EngineCosts.FERRY.of(EngineCost.PLACE_NANOS_PER_PAGE)
                * scenario.guest().geometry().pageSizeBytes() / EngineCosts.FERRY_PAGE_BYTES;
        return EngineCosts.FERRY.with(EngineCost.PLACE_NANOS_PER_PAGE, nanosPerPage);
    }

    private void giveUp(SimulatedGuest guest) {
        long missing = guest.memory().missing().size();
        throw new FerryException(ErrorCode.NOT_CONVERGED,
                "not over after " + Quantities.formatDuration(scenario.timeLimit())
                        + (missing == 0 ? "" : "; at the destination " + missing + " pages are missing"));
    }

    /** Lets the same guest run alone as far as the longest migration went, and looks at it where each ended. */
    private List<Outcome> compared(List<Moved> moved, long seed) {
        Outcome[] outcomes = new Outcome[moved.size()];
        try (Simulation simulation = new Simulation();
                RunningGuest alone = scenario.guest().start(simulation, seed)) {
            simulation.runUntil(startNanos);
            double workBefore = alone.work();
            for (int index : byEnd(moved)) {
                Moved one = moved.get(index);
                simulation.runUntil(one.endNanos());
                outcomes[index] = one.compared(alone.work() - workBefore);
            }
        }
        return List.of(outcomes);
    }

    private static List<Integer> byEnd(List<Moved> moved) {
        return IntStream.range(0, moved.size()).boxed()
                .sorted(Comparator.comparingLong(index -> moved.get(index).endNanos())).toList();
    }
}
