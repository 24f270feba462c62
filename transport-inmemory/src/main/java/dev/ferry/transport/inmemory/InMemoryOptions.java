package dev.ferry.transport.inmemory;

import java.time.Duration;

/**
 * The wire that a link runs over. The connecting end chooses; the listening end follows.
 *
 * @param bandwidthBytesPerSecond of each direction, 0 for no limit. The bulk lanes of a direction share it; urgent
 *            bytes are not queued behind bulk bytes, but delay those that follow
 * @param latency how long a byte travels, one way
 * @param bulkLanes how many bulk lanes a link has, 1 to {@value #MAX_BULK_LANES}
 */
public record InMemoryOptions(long bandwidthBytesPerSecond, Duration latency, int bulkLanes) {

    /** More lanes than this serve nobody: each costs two buffers. */
    public static final int MAX_BULK_LANES = 16;
    /** As fast as memory, with one bulk lane. */
    public static final InMemoryOptions DEFAULTS = new InMemoryOptions(0, Duration.ZERO, 1);

    /** Checks the ranges. */
    public InMemoryOptions {
        require(bandwidthBytesPerSecond >= 0, "bandwidth", bandwidthBytesPerSecond, "0 or more bytes/s");
        require(!latency.isNegative(), "latency", latency, "zero or more");
        require(bulkLanes >= 1 && bulkLanes <= MAX_BULK_LANES, "number of bulk lanes", bulkLanes,
                "from 1 to " + MAX_BULK_LANES);
    }

    /** The same, with another bandwidth; 0 for no limit. */
    public InMemoryOptions withBandwidth(long bytesPerSecond) {
        return new InMemoryOptions(bytesPerSecond, latency, bulkLanes);
    }

    /** The same, with another one-way latency. */
    public InMemoryOptions withLatency(Duration oneWay) {
        return new InMemoryOptions(bandwidthBytesPerSecond, oneWay, bulkLanes);
    }

    /** The same, with another number of bulk lanes. */
    public InMemoryOptions withBulkLanes(int lanes) {
        return new InMemoryOptions(bandwidthBytesPerSecond, latency, lanes);
    }

    private static void require(boolean holds, String what, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("The " + what + " is " + value + "; it must be " + allowed);
        }
    }
}
