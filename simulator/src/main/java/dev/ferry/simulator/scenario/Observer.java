package dev.ferry.simulator.scenario;

import dev.ferry.api.event.MigrationListener;
import java.util.function.LongSupplier;

/** Watches the migrations of a scenario. Called by who runs it. */
public interface Observer {

    /** Watches nothing. */
    Observer NONE = new Observer() {};

    /**
     * The next migration begins.
     *
     * @param nanos tells the virtual time since then
     * @return who is told what happens in it
     */
    default MigrationListener begins(ScenarioWay way, int repetition, LongSupplier nanos) {
        return MigrationListener.NONE;
    }

    /** The migration is over. Its degradation is not known yet. */
    default void ended(Outcome outcome) {}

    /** Asked before each migration: whether no more are to be simulated. */
    default boolean stops() {
        return false;
    }
}
