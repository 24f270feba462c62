package dev.ferry.simulator.migration;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.time.Program;
import dev.ferry.simulator.time.Simulation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Moves a guest in virtual time, as the engine would. */
public final class SimulatedMigration {

    /**
     * What a migration is made of.
     *
     * @param simulation its time
     * @param guest who is moved, running
     * @param link from the source to the destination; the way back is never busy
     * @param urgentWeight what share of the link an answered fault gets beside push, of weight 1: 1 for TCP connections
     *        of their own, much more for a link that lets them pass
     * @param way how it is moved
     * @param costs what the engine's work costs
     * @param swap who reads pages from the guest's swap device; null where no page is cold
     * @param listener told what the engine's listeners are told
     */
    public record Plan(Simulation simulation, SimulatedGuest guest, Channel link, double urgentWeight,
            Way way,
            EngineCosts costs, @Nullable SwapReads swap, MigrationListener listener) {

        /** A guest without a swap device over TCP, watched by nobody. */
        public static Plan of(Simulation simulation, SimulatedGuest guest, Channel link, Way way,
                EngineCosts costs) {
            return new Plan(simulation, guest, link, 1, way, costs, null, MigrationListener.NONE);
        }

        /** The same, watched. */
        public Plan with(MigrationListener other) {
            return new Plan(simulation, guest, link, urgentWeight, way, costs, swap, other);
        }

        /** The same with a swap device; null for none. */
        public Plan with(@Nullable SwapReads device) {
            return new Plan(simulation, guest, link, urgentWeight, way, costs, device, listener);
        }

        /** The same over a link that gives answered faults another weight. */
        public Plan withUrgentWeight(double weight) {
            return new Plan(simulation, guest, link, weight, way, costs, swap, listener);
        }
    }

    private final Plan plan;
    private final Figures figures;
    private final Program program;

    private SimulatedMigration(Plan plan, Runnable onEnd, Consumer<RuntimeException> onFailure) {
        this.plan = plan;
        this.figures = new Figures(plan.guest().memory(), plan.listener());
        this.program = plan.simulation().program("migration of " + plan.guest().name(), own -> {
            figures.started(plan.simulation().nowNanos());
            try {
                migrate(new SimulatedSession(plan, own, figures));
            } catch (RuntimeException failed) {
                onFailure.accept(failed);
                return;
            }
            onEnd.run();
        });
    }

    private void migrate(SimulatedSession session) {
        try {
            session.prepare();
            plan.way().strategy().migrate(session);
            session.finish();
        } catch (RuntimeException | Error failed) {
            session.fail();
            throw failed;
        }
    }

    /**
     * Starts a migration; it goes on while the simulation runs. What its strategy throws is thrown there.
     *
     * @param onEnd called when it is over
     */
    public static SimulatedMigration start(Plan plan, Runnable onEnd) {
        return start(plan, onEnd, failed -> {
            throw failed;
        });
    }

    /**
     * Starts a migration that may fail; it goes on while the simulation runs.
     *
     * @param onEnd called when it is over
     * @param onFailure called in its place with what its strategy has thrown
     */
    public static SimulatedMigration start(Plan plan, Runnable onEnd, Consumer<RuntimeException> onFailure) {
        SimulatedMigration migration = new SimulatedMigration(plan, onEnd, onFailure);
        migration.program.resume();
        return migration;
    }

    /** Starts a migration, and runs the simulation until all programs in it have ended. */
    public static MigrationReport run(Plan plan) {
        SimulatedMigration migration = start(plan, () -> {});
        plan.simulation().run();
        return migration.report();
    }

    /** Whether it is over. */
    public boolean hasEnded() {
        return program.hasEnded();
    }

    /** The figures so far. */
    public MigrationReport report() {
        return figures.report(plan.way(), plan.guest());
    }
}
