package dev.ferry.simulator.scenario;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.simulator.time.Simulation;

/** A guest that is moved: made anew for each migration, and the same each time. */
public interface ScenarioGuest {

    /** The shape of its memory. */
    MemoryGeometry geometry();

    /**
     * A new one, which runs from now on. The caller closes it.
     *
     * @param seed what it does follows from
     */
    RunningGuest start(Simulation simulation, long seed);
}
