package dev.ferry.simulator.time;

/** Something that happens again and again until it is closed. */
public final class Repetition implements AutoCloseable {

    private final Simulation simulation;
    private final long intervalNanos;
    private final Runnable action;
    private Event next;

    Repetition(Simulation simulation, long intervalNanos, Runnable action) {
        if (intervalNanos < 1) {
            throw new IllegalArgumentException("an interval of " + intervalNanos + " ns: it is positive");
        }
        this.simulation = simulation;
        this.intervalNanos = intervalNanos;
        this.action = action;
        this.next = simulation.after(intervalNanos, this::happen);
    }

    private void happen() {
        next = simulation.after(intervalNanos, this::happen);
        action.run();
    }

    /** It happens no more. May be called twice. */
    @Override
    public void close() {
        next.callOff();
    }
}
