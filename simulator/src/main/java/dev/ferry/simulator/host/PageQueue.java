package dev.ferry.simulator.host;

import java.util.Arrays;

/** Pages in the order in which they came into memory. */
final class PageQueue {

    private long[] ring = new long[64];
    private int first;
    private int size;

    int size() {
        return size;
    }

    void add(long page) {
        if (size == ring.length) {
            grow();
        }
        ring[(first + size) & (ring.length - 1)] = page;
        size++;
    }

    /** Takes out the one that came first. There must be one. */
    long take() {
        long page = ring[first];
        first = (first + 1) & (ring.length - 1);
        size--;
        return page;
    }

    private void grow() {
        long[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, first, ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        ring = larger;
        first = 0;
    }
}
