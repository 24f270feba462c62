package dev.ferry.simulator.migration;

import dev.ferry.simulator.time.Simulation;

/** What takes in the frames of one lane at the destination, one after the other. */
final class Receiver {

    private final Simulation simulation;
    private long busyUntilNanos;

    Receiver(Simulation simulation) {
        this.simulation = simulation;
    }

    /** A frame is here that takes so long, and then this is done: as soon as those before it are. */
    void take(long nanos, Runnable then) {
        busyUntilNanos = Math.max(busyUntilNanos, simulation.nowNanos()) + nanos;
        simulation.at(busyUntilNanos, then);
    }
}
