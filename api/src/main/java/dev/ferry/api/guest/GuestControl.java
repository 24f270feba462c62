package dev.ferry.api.guest;

import java.util.OptionalLong;

/**
 * The hand on a guest's switch. The engine calls it on the thread of the session; the handover protocol makes sure
 * that a guest runs at one side only.
 */
public interface GuestControl {

    /**
     * Stops the guest. When it returns, no virtual CPU runs, and none writes memory. Pausing a paused guest does
     * nothing.
     */
    void pause();

    /**
     * Lets a paused guest run on. At the destination this is its start, after {@link #loadState}. Resuming a running
     * guest does nothing.
     */
    void resume();

    /** The execution state of a paused guest (registers, devices), without its memory. Opaque to Ferry. */
    byte[] saveState();

    /**
     * Takes over an execution state at the destination, before {@link #resume()}. Must not touch guest memory: pages
     * may be missing.
     *
     * @throws IllegalArgumentException where the state does not fit; the guest then stays at the source
     */
    void loadState(byte[] state);

    /**
     * Slows the guest down so that rounds shrink: keeps each virtual CPU from running for a share of its time, in slices
     * of some ten milliseconds. Holds until it is called again; a guest that is paused and resumed is as slow as before.
     * Never makes {@link #pause} wait.
     *
     * @param percent of its time that each virtual CPU is kept from running, 0 to 99; 0 lets it run as ever
     * @return whether this guest can be slowed; the default cannot
     */
    default boolean stun(int percent) {
        return false;
    }

    /** Units of work the guest has done since it was made, for the degradation metric; empty where unknown. */
    default OptionalLong workDone() {
        return OptionalLong.empty();
    }
}
