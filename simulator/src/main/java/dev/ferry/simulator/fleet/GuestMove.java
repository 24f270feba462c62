package dev.ferry.simulator.fleet;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.workload.WorkloadPattern;
import dev.ferry.simulator.host.ColdPages;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.scenario.ScenarioWay;
import dev.ferry.simulator.time.Event;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.workload.SplitMix;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A guest that leaves its host, page by page: the working set that it has when it begins to is in memory and written all
 * the time, and the rest lies on the drive. Moves one guest once.
 */
final class GuestMove {

    /** After that long it is given up. */
    static final Duration TIME_LIMIT = Duration.ofHours(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Simulation simulation;
    private final FleetModel model;
    private final ScenarioWay way;
    private boolean ended;

    GuestMove(Simulation simulation, FleetModel model, ScenarioWay way) {
        this.simulation = simulation;
        this.model = model;
        this.way = way;
    }

    /**
     * Begins to move it, and says once what came of it.
     *
     * @param onEnd told how it went when nothing of it is needed at the source
     * @param onFailure told in its place why it stays there
     */
    void start(FleetHost source, FleetGuest guest, long workingSetBytes, Consumer<MigrationReport> onEnd,
            Consumer<RuntimeException> onFailure) {
        long pages = model.guestBytes() / model.pageBytes();
        long working = Math.clamp(Math.ceilDiv(workingSetBytes, model.pageBytes()), 1, pages);
        SimulatedGuest moved = new SimulatedGuest(simulation, guest.id(),
                new SimulatedMemory(MemoryGeometry.flat(model.pageBytes(), pages)), 1)
                .with(writer(new PageRun(0, working), guest));
        ColdPages cold = ColdPages.of(moved, source.drive().stream(1), working, pages - working);
        moved.start();
        SimulatedMigration[] migration = new SimulatedMigration[1];
        Event limit = simulation.after(TIME_LIMIT.toNanos(), () -> end(moved, () -> onFailure.accept(
                new FerryException(ErrorCode.NOT_CONVERGED,
                        "not over after " + Quantities.formatDuration(TIME_LIMIT)))));
        Consumer<Runnable> over = then -> {
            limit.callOff();
            // What becomes of it is not seen by the migration itself.
            simulation.after(0, () -> end(moved, then));
        };
        migration[0] = SimulatedMigration.start(
                SimulatedMigration.Plan
                        .of(simulation, moved, source.uplink(), way.parts(), EngineCosts.NONE).with(cold),
                () -> over.accept(() -> onEnd.accept(migration[0].report())),
                failed -> over.accept(() -> onFailure.accept(failed)));
    }

    /** One that was given up may come to its end later. */
    private void end(SimulatedGuest moved, Runnable then) {
        if (!ended) {
            ended = true;
            moved.pause();
            then.run();
        }
    }

    private WorkloadPattern writer(PageRun workingSet, FleetGuest guest) {
        Task task = new Task(Task.Kind.WRITER, Task.Order.RANDOM, workingSet);
        long seed = SplitMix.mix(SplitMix.mix(model.seed() + guest.number()) + simulation.nowNanos());
        long nanosPerPage = Math.max(1,
                Math.round(NANOS_PER_SECOND * model.pageBytes() / model.dirtyBytesPerSecond()));
        return new WorkloadPattern(new Workload(seed, workingSet, List.of(task), 0), 0, 0, nanosPerPage);
    }
}
