package dev.ferry.cli;

import dev.ferry.api.guest.GuestControl;
import org.jspecify.annotations.Nullable;

/**
 * How far a guest's work was at a moment.
 *
 * @param nanos the moment, by {@link System#nanoTime()}
 * @param steps the units of work it has done
 */
record WorkSample(long nanos, long steps) {

    /** Its work now. */
    static WorkSample of(GuestControl guest) {
        return new WorkSample(System.nanoTime(), Work.stepsOf(guest));
    }

    /**
     * The guest progress that a migration cost: the work done during it against that of the same span without one. Below 0
     * where it did more. Null where it did nothing before.
     *
     * @param before some time before the migration
     * @param start when the migration began
     * @param end when it was over
     */
    static @Nullable Double degradationPercent(WorkSample before, WorkSample start, WorkSample end) {
        double undisturbed = before.stepsPerNanoUntil(start) * (end.nanos - start.nanos);
        return undisturbed <= 0 ? null : (Double) (100 * (1 - (end.steps - start.steps) / undisturbed));
    }

    private double stepsPerNanoUntil(WorkSample later) {
        return later.nanos == nanos ? 0 : (double) (later.steps - steps) / (later.nanos - nanos);
    }
}
