package dev.ferry.cli;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemoryGeometry;
import java.util.Arrays;

/**
 * How and when each page of a guest was sent last; of a large guest every n-th page, so that memory is bounded. A page
 * is written by one thread at a time, and read once the migration is over: the engine orders the two.
 */
final class PageTrace {

    private final long pageCount;
    private final long pagesPerSample;
    private final byte[] deliveries;
    private final int[] micros;

    /** Keeps all pages of a guest, or of one that has more than {@code maxSamples} at most so many. */
    PageTrace(MemoryGeometry geometry, int maxSamples) {
        this.pageCount = geometry.pageCount();
        this.pagesPerSample = Math.max(1, Math.ceilDiv(pageCount, maxSamples));
        int samples = (int) Math.ceilDiv(pageCount, pagesPerSample);
        this.deliveries = new byte[samples];
        this.micros = new int[samples];
        Arrays.fill(deliveries, (byte) -1);
    }

    /** A run of pages is sent. */
    void sent(long first, long end, Delivery delivery, long nanos) {
        int firstSample = (int) Math.ceilDiv(first, pagesPerSample);
        int endSample = (int) Math.ceilDiv(end, pagesPerSample);
        Arrays.fill(deliveries, firstSample, endSample, (byte) delivery.ordinal());
        Arrays.fill(micros, firstSample, endSample, (int) Math.min(Integer.MAX_VALUE, nanos / 1000));
    }

    /** How many pages the guest has. */
    long pageCount() {
        return pageCount;
    }

    /** Every how many-th page is kept; 1 for all. */
    long pagesPerSample() {
        return pagesPerSample;
    }

    /** For each page kept the number of its {@link Delivery}; -1 where it was not sent. */
    byte[] deliveries() {
        return deliveries.clone();
    }

    /** For each page kept when it was sent last, in microseconds since the start of the migration. */
    int[] micros() {
        return micros.clone();
    }
}
