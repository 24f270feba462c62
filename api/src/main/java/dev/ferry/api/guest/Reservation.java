package dev.ferry.api.guest;

import dev.ferry.api.memory.FaultTrap;

/** Room for one guest at the destination, with all its pages missing. */
public interface Reservation extends AutoCloseable {

    /** The memory to fill; the same at every call. */
    FaultTrap trap();

    /** The guest to start; the same at every call. */
    GuestControl control();

    /**
     * Gives everything back: the guest, its memory, its trap. The engine calls it where the migration failed: the guest
     * never ran here, or lacks pages that will not come. Once the guest has arrived it is the caller's to call. May be
     * called twice.
     */
    @Override
    void close();
}
