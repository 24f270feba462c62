package dev.ferry.simulator.time;

/**
 * Something that goes on by itself between events: a thread of a guest. Most of what it does concerns nobody else, and is
 * done at one go; what does, it does in turn with the other actors, by time, so that how far each runs at a time changes
 * nothing.
 */
public interface Actor {

    /**
     * Does what it does before a time, which is never before the last one, or stops earlier where it has to wait, and
     * sets an event for that moment. No other event happens before that time.
     */
    void advanceTo(long nanos);

    /**
     * When its next turn is: the time of the next thing it does that may concern others, such as having to wait, as long
     * as no event happens. Asked again whenever that may have changed, and changes nothing. An answer that is too early
     * costs time only.
     *
     * @param endNanos the answer where there is nothing before that
     */
    default long nextTurn(long endNanos) {
        return endNanos;
    }

    /** Whether it does nothing until an event lets it. */
    default boolean waits() {
        return false;
    }
}
