package dev.ferry.engine;

import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.report.FaultFigures;

/**
 * A guest that has arrived, and runs here without any need of its source.
 *
 * @param guestId who it is
 * @param geometry its memory
 * @param reservation where it runs: the caller's from now on, who ends the guest by closing it
 * @param faults what the destination saw of faults
 */
public record Arrival(String guestId, MemoryGeometry geometry, Reservation reservation,
        FaultFigures faults) {}
