package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;

/** A sweep that looks at the dirty log on its way, as often as the engine's, and leaves what is dirty to the next round. */
final class PeekingSweep implements Supply {

    /** As in the engine: a look takes at most a tenth of the time. */
    private static final long PAUSE_PER_LOOK = 9;

    private final Simulation simulation;
    private final Sweep sweep;
    private final SimulatedMemory memory;
    private final PageBitmap dirty;
    private final long pauseNanos;
    private final long lookNanos;
    private long dueNanos;
    private long takenNanos;
    private long skipped;

    /**
     * @param dirty takes what is seen dirty again, besides what is there
     * @param intervalNanos how long to go on between looks, at least
     * @param lookNanos how long a look takes
     */
    PeekingSweep(Simulation simulation, Sweep sweep, SimulatedMemory memory, PageBitmap dirty,
            long intervalNanos, long lookNanos) {
        this.simulation = simulation;
        this.sweep = sweep;
        this.memory = memory;
        this.dirty = dirty;
        this.pauseNanos = Math.max(intervalNanos, PAUSE_PER_LOOK * lookNanos);
        this.lookNanos = lookNanos;
        this.dueNanos = simulation.nowNanos() + intervalNanos;
    }

    @Override
    public boolean next(Batch batch) {
        takenNanos = 0;
        if (simulation.nowNanos() >= dueNanos && !sweep.isOver()) {
            memory.collectDirty(dirty);
            skipped += sweep.drop(dirty);
            takenNanos = lookNanos;
            dueNanos = simulation.nowNanos() + lookNanos + pauseNanos;
        }
        return sweep.next(batch);
    }

    /** How many pages were left to the next round. */
    long skipped() {
        return skipped;
    }

    @Override
    public long nanos() {
        return takenNanos;
    }

    @Override
    public Delivery delivery() {
        return sweep.delivery();
    }
}
