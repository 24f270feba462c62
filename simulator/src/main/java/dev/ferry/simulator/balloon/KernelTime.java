package dev.ferry.simulator.balloon;

import dev.ferry.simulator.guest.AccessPattern;

/**
 * Processor time that a guest's kernel needs for itself. The program that runs next lacks it: it makes its next step as
 * much later. For the simulation's thread.
 */
public final class KernelTime {

    private long owedNanos;
    private long totalNanos;

    /** None yet. */
    public KernelTime() {}

    /** The kernel needs some. */
    public void need(long nanos) {
        owedNanos += nanos;
        totalNanos += nanos;
    }

    /** What the kernel has needed so far. */
    public long totalNanos() {
        return totalNanos;
    }

    /** A program that has to do with what is left. */
    public AccessPattern takenFrom(AccessPattern program) {
        return step -> {
            program.next(step);
            long each = owedNanos / step.count;
            step.nanosPerPage += each;
            owedNanos -= each * step.count;
        };
    }
}
