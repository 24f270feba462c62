package dev.ferry.simulator.guest;

/**
 * How the threads of a guest keep a pace: what a step says of a page's time is when the next one is due. A thread rests
 * until then, and what it was late by, as it waited for a page, it makes up for by working without a rest.
 *
 * @param grainNanos what is due within this is done at once: a rest is never shorter
 * @param mostLateNanos what is made up for at most; what a thread is late by beyond that is lost
 * @param touchNanos the processor time of a touch: how fast a thread is that does not rest
 * @param startNanos what a thread does before its first touch where its guest is started, here or at the destination
 */
public record Pacing(long grainNanos, long mostLateNanos, long touchNanos, long startNanos) {

    /** Every touch takes its time, and nothing is made up for: a program that always has something to do. */
    public static final Pacing NONE = new Pacing(0, 0, 0, 0);

    /** Checks that none is negative. */
    public Pacing {
        if (grainNanos < 0 || mostLateNanos < 0 || touchNanos < 0 || startNanos < 0) {
            throw new IllegalArgumentException("a grain of " + grainNanos + " ns, " + mostLateNanos
                    + " ns made up for, touches of " + touchNanos + " ns, a start of " + startNanos
                    + " ns: none is negative");
        }
    }

    /** The same with another time before the first touch. */
    public Pacing withStart(long nanos) {
        return new Pacing(grainNanos, mostLateNanos, touchNanos, nanos);
    }
}
