package dev.ferry.api.guest;

import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;

/**
 * Makes room for guests at the destination: the reservation stage of a migration (Clark et al. 2005). Called by the
 * engine once per incoming migration, before anything moves.
 */
public interface GuestHost {

    /**
     * Sets memory aside and prepares a guest that does not run yet.
     *
     * @param guestId who comes, as its source names it
     * @param geometry the memory it has
     * @return a reservation that the engine closes where the migration fails before the guest ran here
     * @throws FerryException of {@link dev.ferry.api.ErrorCode#RESERVATION_REFUSED} with the reason; nothing is kept
     */
    Reservation reserve(String guestId, MemoryGeometry geometry);
}
