package dev.ferry.simulator.guest;

/** Brings the pages that a guest waits for. */
public interface PageFaults {

    /**
     * A thread of the guest waits for a page, now; called for each thread. Once the page is there,
     * {@link SimulatedGuest#wake} is to be called.
     */
    void onFault(long page);
}
