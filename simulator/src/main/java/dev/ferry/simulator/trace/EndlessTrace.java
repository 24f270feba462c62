package dev.ferry.simulator.trace;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The intervals of a trace over and over. An interval without a touch is none of its own: its time and its work belong to
 * the one before.
 */
final class EndlessTrace implements AutoCloseable {

    /**
     * An interval with touches, and what came after it.
     *
     * @param idleNanos the time from its end to the next touch
     * @param work done in both; empty where unknown
     */
    record Busy(TraceInterval interval, long idleNanos, OptionalLong work) {}

    private final AccessTrace trace;
    private TraceReader reader;
    private TraceInterval ahead;

    /** Begins with the first interval in which anything was touched, which there must be. */
    EndlessTrace(AccessTrace trace) throws IOException {
        if (trace.touches() == 0) {
            throw new IllegalArgumentException(
                    trace.file() + " has " + trace.intervals() + " intervals, in which nothing was touched:"
                            + " there is nothing to replay");
        }
        this.trace = trace;
        this.reader = trace.read();
        try {
            this.ahead = firstBusy();
        } catch (IOException broken) {
            reader.close();
            throw broken;
        }
    }

    private TraceInterval firstBusy() throws IOException {
        TraceInterval first = read();
        while (first.touched().isEmpty()) {
            first = read();
        }
        return first;
    }

    Busy next() throws IOException {
        TraceInterval interval = ahead;
        long idleNanos = 0;
        long work = interval.work().orElse(0);
        for (ahead = read(); ahead.touched().isEmpty(); ahead = read()) {
            idleNanos += ahead.elapsedNanos();
            work += ahead.work().orElse(0);
        }
        return new Busy(interval, idleNanos,
                trace.header().workKnown() ? OptionalLong.of(work) : OptionalLong.empty());
    }

    private TraceInterval read() throws IOException {
        Optional<TraceInterval> next = reader.next();
        if (next.isPresent()) {
            return next.get();
        }
        reader.close();
        reader = trace.read();
        return reader.next()
                .orElseThrow(() -> new IOException(trace.file() + " was changed while it is read"));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
