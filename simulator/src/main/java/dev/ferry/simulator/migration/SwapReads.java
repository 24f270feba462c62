package dev.ferry.simulator.migration;

/** Reads pages of a guest from its swap device for who sends them, or for the guest that touches them. */
public interface SwapReads {

    /**
     * Reads cold pages.
     *
     * @param first the first page of the run
     * @param end the page after its last; those between that are not cold cost nothing
     * @param whenRead called when all of them have been read
     */
    void read(long first, long end, Runnable whenRead);
}
