package dev.ferry.benchmarks;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.Pacing;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.workload.WorkloadPattern;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.migration.SimulatedMigration.Plan;
import dev.ferry.simulator.migration.Way;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Moves the same guests in the simulator. */
final class PredictedGuest {

    /** In-memory lanes: what a fault asks for passes all that is pushed. */
    private static final double URGENT_WEIGHT = 1e6;

    private PredictedGuest() {}

    static MigrationReport move(String way, long bytesPerSecond, long latencyNanos, long pages,
            WorkloadState state, EngineCosts costs, Pacing pacing) {
        try (Simulation simulation = new Simulation()) {
            SimulatedGuest guest = guest(simulation, pages, state, pacing);
            guest.start();
            simulation.runUntil(MovedGuest.WARM_UP_NANOS);
            Channel link = new Channel(simulation, bytesPerSecond, latencyNanos);
            return SimulatedMigration.run(Plan.of(simulation, guest, link, Way.named(way), costs)
                    .withUrgentWeight(URGENT_WEIGHT));
        }
    }

    private static SimulatedGuest guest(Simulation simulation, long pages, WorkloadState state,
            Pacing pacing) {
        Workload workload = state.workload();
        SimulatedMemory memory = new SimulatedMemory(MovedGuest.geometry(pages));
        memory.discard(workload.patterned().end(), pages - workload.patterned().end());
        // Its threads rest most of the time, or there are no more of them than processors.
        SimulatedGuest guest = new SimulatedGuest(simulation, "predicted", memory, workload.tasks().size())
                .paced(pacing);
        patterns(state, pacing).forEach(guest::with);
        return guest;
    }

    private static List<WorkloadPattern> patterns(WorkloadState state, Pacing pacing) {
        Workload workload = state.workload();
        long nanosPerStep = workload.stepsPerSecond() == 0
                ? pacing.touchNanos()
                : TimeUnit.SECONDS.toNanos(1) / workload.stepsPerSecond();
        return IntStream.range(0, workload.tasks().size())
                .mapToObj(task -> new WorkloadPattern(workload, task, state.steps().get(task), nanosPerStep))
                .toList();
    }
}
