package dev.ferry.simulator.time;

/** Something that is to happen at a time. */
public final class Event implements Comparable<Event> {

    private final long nanos;
    private final long order;
    private final Runnable action;
    private boolean calledOff;

    Event(long nanos, long order, Runnable action) {
        this.nanos = nanos;
        this.order = order;
        this.action = action;
    }

    /** When. */
    public long nanos() {
        return nanos;
    }

    /** It does not happen, where it has not yet. */
    public void callOff() {
        calledOff = true;
    }

    boolean isCalledOff() {
        return calledOff;
    }

    void happen() {
        action.run();
    }

    @Override
    public int compareTo(Event other) {
        int byTime = Long.compare(nanos, other.nanos);
        return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
}
