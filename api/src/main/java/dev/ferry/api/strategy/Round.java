package dev.ferry.api.strategy;

/**
 * What one pass over the pages dirty at its start came to.
 *
 * @param number 1 for the first
 * @param pages pages sent, zero pages included
 * @param bytes bytes on the wire
 * @param nanos from the first page sent until the destination had the last
 * @param dirtyPages pages the destination lacks at its end, for the most part dirtied during it
 */
public record Round(int number, long pages, long bytes, long nanos, long dirtyPages) {

    /** The measured send rate, in bytes on the wire per second. */
    public double bytesPerSecond() {
        return bytes * 1e9 / Math.max(1, nanos);
    }
}
