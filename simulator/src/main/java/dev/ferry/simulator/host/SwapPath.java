package dev.ferry.simulator.host;

/** The way to where a guest's cold pages lie, and back: a drive of the host, or the memory of another one. */
public interface SwapPath {

    /**
     * Moves pages both ways at once: those that have to go, for others to have their places.
     *
     * @param outBytes of pages to be written
     * @param inBytes of pages to be read, together
     * @param whenDone called when all has been written and read
     */
    void move(long outBytes, long inBytes, Runnable whenDone);
}
