package dev.ferry.engine;

import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.FirstTouches;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.report.FaultFigures;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A guest that has arrived, and runs here without any need of its source.
 *
 * @param guestId who it is
 * @param geometry its memory
 * @param reservation where it runs: the caller's from now on, who ends the guest by closing it
 * @param faults what the destination saw of faults
 * @param released completed once the source has said that it knows; where the link was lost at the very end, that may
 *            be later, or never. As long as the destination end listens a source that asks is told.
 * @param recording completed, never exceptionally, once the guest's first touches here were recorded and are kept;
 *            empty where they were not to be, or could not
 */
public record Arrival(String guestId, MemoryGeometry geometry, Reservation reservation,
        FaultFigures faults, CompletionStage<Void> released,
        CompletionStage<Optional<FirstTouches>> recording) {}
