package dev.ferry.simulator.channel;

import dev.ferry.simulator.time.Event;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes at a rate that those who have something to send share: each stream its weight's part of it, or less
 * where it is limited, and what it leaves goes to the others (max-min fairness). So do TCP connections over one link, in
 * the mean, and requests to one drive. All bytes of a stream go in order.
 */
public final class Channel {

    static final double NANOS_PER_SECOND = 1e9;

    private final Simulation simulation;
    private final double bytesPerNano;
    private final long latencyNanos;
    private final List<Stream> busy = new ArrayList<>();
    private long countedUntilNanos;
    private @Nullable Event nextEnd;

    /**
     * A channel that nobody uses.
     *
     * @param bytesPerSecond what it carries in all, or 0 for no limit
     * @param latencyNanos from the last byte sent until it is there
     */
    public Channel(Simulation simulation, long bytesPerSecond, long latencyNanos) {
        if (bytesPerSecond < 0 || latencyNanos < 0) {
            throw new IllegalArgumentException("a channel of " + bytesPerSecond + " bytes/s and "
                    + latencyNanos + " ns latency: neither is negative");
        }
        this.simulation = simulation;
        this.bytesPerNano = bytesPerSecond == 0
                ? Double.POSITIVE_INFINITY
                : bytesPerSecond / NANOS_PER_SECOND;
        this.latencyNanos = latencyNanos;
    }

    /** How long a byte is under way that waits for no other. */
    public long latencyNanos() {
        return latencyNanos;
    }

    /** What it carries in all, in bytes per second; infinite where it has no limit. */
    public double bytesPerSecond() {
        return bytesPerNano * NANOS_PER_SECOND;
    }

    /** A stream of its own: with weight 1 it gets as much as any other of weight 1. */
    public Stream stream(double weight) {
        return new Stream(this, weight);
    }

    Simulation simulation() {
        return simulation;
    }

    boolean isUnlimited() {
        return Double.isInfinite(bytesPerNano);
    }

    /** A stream has something to send, or another limit. */
    void changed(Stream stream) {
        count();
        if (stream.isBusy() && !busy.contains(stream)) {
            busy.add(stream);
        }
        share();
    }

    /** What was sent since the last time is counted; transfers that are complete are handed on. */
    private void count() {
        long elapsed = simulation.nowNanos() - countedUntilNanos;
        countedUntilNanos = simulation.nowNanos();
        for (Stream stream : busy) {
            stream.count(elapsed);
        }
        busy.removeIf(stream -> !stream.isBusy());
    }

    /** Those whose limit is below their share get that, and the others share what is left. */
    private void share() {
        busy.sort(Comparator.comparingDouble(Stream::limitPerWeight));
        double weights = 0;
        for (int index = busy.size() - 1; index >= 0; index--) {
            weights += busy.get(index).weight();
            busy.get(index).weightFromHere(weights);
        }
        double left = bytesPerNano;
        for (Stream stream : busy) {
            double rate = Math.min(stream.limitBytesPerNano(), left * stream.partFromHere());
            stream.rate(rate);
            left = isUnlimited() ? left : Math.max(0, left - rate);
        }
        awaitNextEnd();
    }

    private void awaitNextEnd() {
        if (nextEnd != null) {
            nextEnd.callOff();
            nextEnd = null;
        }
        long soonest = Stream.NEVER;
        for (Stream stream : busy) {
            soonest = Math.min(soonest, stream.nanosLeft());
        }
        if (soonest < Stream.NEVER) {
            nextEnd = simulation.after(soonest, this::onEnd);
        }
    }

    private void onEnd() {
        nextEnd = null;
        int before = busy.size();
        count();
        if (busy.size() == before) {
            awaitNextEnd();
        } else {
            share();
        }
    }
}
