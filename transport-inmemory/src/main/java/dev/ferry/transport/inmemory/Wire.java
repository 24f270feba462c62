package dev.ferry.transport.inmemory;

/**
 * One direction of a link: when does what is sent now arrive? Bulk bytes queue behind all bytes sent before them.
 * Urgent bytes queue behind urgent ones only, as if a switch gave them priority, and push the bulk queue back.
 */
final class Wire {

    /** What a lane buffers at least; a socket's default is of this order. */
    private static final int MIN_CAPACITY_BYTES = 256 << 10;
    /** What a lane buffers at most, however long and fat the wire is. */
    private static final int MAX_CAPACITY_BYTES = 64 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final long bytesPerSecond;
    private final long latencyNanos;
    private final NanoClock clock;
    private long urgentFreeNanos;
    private long bulkFreeNanos;

    Wire(InMemoryOptions options, NanoClock clock) {
        this.bytesPerSecond = options.bandwidthBytesPerSecond();
        this.latencyNanos = options.latency().toNanos();
        this.clock = clock;
        this.urgentFreeNanos = clock.nanoTime();
        this.bulkFreeNanos = urgentFreeNanos;
    }

    /** How much one lane buffers: enough that the wire itself can be full of it, or it would never reach its bandwidth. */
    int capacityBytes() {
        double inFlightBytes = bytesPerSecond * (latencyNanos / NANOS_PER_SECOND);
        return (int) Math.min(MAX_CAPACITY_BYTES, MIN_CAPACITY_BYTES + inFlightBytes);
    }

    /** Takes bulk bytes; returns when the last of them arrives, in the clock's time. */
    synchronized long sendBulk(long bytes) {
        bulkFreeNanos = later(bulkFreeNanos, clock.nanoTime()) + transmissionNanos(bytes);
        return bulkFreeNanos + latencyNanos;
    }

    /** Takes urgent bytes; returns when the last of them arrives, in the clock's time. */
    synchronized long sendUrgent(long bytes) {
        sendBulk(bytes);
        urgentFreeNanos = later(urgentFreeNanos, clock.nanoTime()) + transmissionNanos(bytes);
        return urgentFreeNanos + latencyNanos;
    }

    private long transmissionNanos(long bytes) {
        return bytesPerSecond == 0 ? 0 : Math.round(bytes * NANOS_PER_SECOND / bytesPerSecond);
    }

    /** Such clocks may overflow: only their differences compare. */
    private static long later(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
    }
}
