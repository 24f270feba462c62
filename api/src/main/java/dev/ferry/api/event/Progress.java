package dev.ferry.api.event;

/**
 * How far a migration is. At the destination only phase, pages left and elapsed time are known; the rest is 0.
 *
 * @param phase what is going on
 * @param round the round under way, 0 where none is
 * @param pagesLeft pages of this round, or owed pages, that have not been sent
 * @param pagesTransferred pages sent in all, duplicates counted
 * @param bytesOnWire bytes sent in all
 * @param elapsedNanos since the migration started
 * @param bytesPerSecond send rate of late
 * @param dirtyPagesPerSecond pages dirtied per second in the last round; 0 before its end
 * @param balloonPages pages that the guest's balloon holds; 0 where no controller is in charge of one
 */
public record Progress(MigrationPhase phase, int round, long pagesLeft, long pagesTransferred,
        long bytesOnWire,
        long elapsedNanos, double bytesPerSecond, double dirtyPagesPerSecond, long balloonPages) {}
