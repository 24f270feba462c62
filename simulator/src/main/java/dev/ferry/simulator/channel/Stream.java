package dev.ferry.simulator.channel;

import java.util.ArrayDeque;
import java.util.Deque;

/** What one sender sends over a channel, in order: a connection, or the requests of one user of a drive. */
public final class Stream {

    /** Longer than anything takes. */
    static final long NEVER = Long.MAX_VALUE / 4;

    /** Some bytes, and what happens when the last of them is there. */
    private record Transfer(long bytes, Runnable onArrival) {}

    private final Channel channel;
    private final double weight;
    private final Deque<Transfer> transfers = new ArrayDeque<>();
    private double limitBytesPerNano = Double.POSITIVE_INFINITY;
    private double rateBytesPerNano;
    /** Its part of what it shares with the streams after it, in the order of the channel. */
    private double partFromHere;
    /** Of the first transfer; a little below 0 for as long as the next one owes it. */
    private double bytesLeft;

    Stream(Channel channel, double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a stream of weight " + weight + ": it is positive and finite");
        }
        this.channel = channel;
        this.weight = weight;
    }

    /**
     * Sends bytes after all that was sent before.
     *
     * @param bytes 0 or more
     * @param onArrival called when the last of them is there
     * @throws IllegalArgumentException where the bytes are negative
     */
    public void send(long bytes, Runnable onArrival) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a transfer of " + bytes + " bytes: 0 or more");
        }
        if (channel.isUnlimited() && Double.isInfinite(limitBytesPerNano) && transfers.isEmpty()) {
            channel.simulation().after(channel.latencyNanos(), onArrival);
            return;
        }
        transfers.addLast(new Transfer(bytes, onArrival));
        if (transfers.size() == 1) {
            bytesLeft = bytes;
            channel.changed(this);
        }
    }

    /**
     * Sends no faster than this from now on; 0 for no limit of its own.
     *
     * @throws IllegalArgumentException where the limit is negative
     */
    public void limit(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit of " + bytesPerSecond + " bytes/s: 0 or more");
        }
        limitBytesPerNano = bytesPerSecond == 0
                ? Double.POSITIVE_INFINITY
                : bytesPerSecond / Channel.NANOS_PER_SECOND;
        channel.changed(this);
    }

    boolean isBusy() {
        return !transfers.isEmpty();
    }

    double weight() {
        return weight;
    }

    double limitBytesPerNano() {
        return limitBytesPerNano;
    }

    double limitPerWeight() {
        return limitBytesPerNano / weight;
    }

    void weightFromHere(double weights) {
        partFromHere = weight / weights;
    }

    double partFromHere() {
        return partFromHere;
    }

    void rate(double bytesPerNano) {
        rateBytesPerNano = bytesPerNano;
    }

    /** How long the first transfer still takes at this rate; {@link #NEVER} or more where it comes to no end. */
    long nanosLeft() {
        if (bytesLeft <= 0) {
            return 0;
        }
        double nanos = Math.ceil(bytesLeft / rateBytesPerNano);
        return nanos < NEVER ? (long) nanos : NEVER;
    }

    /** Takes in that it has sent for some time; whole transfers are under way from then on. */
    void count(long elapsedNanos) {
        if (Double.isInfinite(rateBytesPerNano)) {
            bytesLeft = 0;
        } else {
            bytesLeft -= rateBytesPerNano * elapsedNanos;
        }
        while (!transfers.isEmpty() && bytesLeft <= 0) {
            Transfer done = transfers.removeFirst();
            channel.simulation().after(channel.latencyNanos(), done.onArrival());
            bytesLeft = transfers.isEmpty() ? 0 : Math.min(0, bytesLeft) + transfers.getFirst().bytes();
        }
    }
}
