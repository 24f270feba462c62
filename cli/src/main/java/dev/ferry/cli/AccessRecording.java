package dev.ferry.cli;

import dev.ferry.simulator.trace.TraceInterval;
import dev.ferry.simulator.trace.TraceRecorder;
import dev.ferry.simulator.trace.TraceWriter;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a guest and records what it touches, on the thread that asks for it. */
final class AccessRecording {

    private final Duration interval;
    private final Duration duration;
    private final boolean accesses;
    private final CountDownLatch stop = new CountDownLatch(1);

    /**
     * A recording that has not begun.
     *
     * @param interval how often it is seen what was touched
     * @param duration how long it takes
     * @param accesses whether reads are recorded, too
     */
    AccessRecording(Duration interval, Duration duration, boolean accesses) {
        this.interval = interval;
        this.duration = duration;
        this.accesses = accesses;
    }

    /** Ends it soon; what is recorded so far is kept. Any thread. */
    void stop() {
        stop.countDown();
    }

    /** Whether it was told to end. */
    boolean stopped() {
        return stop.getCount() == 0;
    }

    /**
     * Makes a guest, records it, and ends it.
     *
     * @throws IOException where the trace cannot be kept
     */
    void record(GuestPlan plan, Path file) throws IOException {
        try (GuestPlatform.Source guest = plan.start();
                TraceRecorder recorder = new TraceRecorder(guest.memory(), accesses,
                        guest.control()::workDone)) {
            long startNanos = System.nanoTime();
            // Before there is a file: where this guest cannot be watched, an older one stays.
            recorder.start(startNanos);
            try (TraceWriter writer = TraceWriter.create(file, recorder.header(interval))) {
                record(recorder, writer, startNanos);
            }
        }
    }

    private void record(TraceRecorder recorder, TraceWriter writer, long startNanos) throws IOException {
        long dueNanos = startNanos;
        long nowNanos = startNanos;
        do {
            // Who comes too late for an interval does not make up for it by shorter ones.
            dueNanos = Math.max(dueNanos, nowNanos) + interval.toNanos();
            await(dueNanos - System.nanoTime());
            nowNanos = System.nanoTime();
            writer.write(step(recorder, writer, nowNanos));
        } while (nowNanos - startNanos < duration.toNanos() && !stopped());
    }

    private static TraceInterval step(TraceRecorder recorder, TraceWriter writer, long nowNanos) {
        try {
            return recorder.step(nowNanos);
        } catch (RuntimeException failed) {
            writer.abandon();
            throw failed;
        }
    }

    private void await(long nanos) {
        try {
            stop.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException asked) {
            // Not interrupted again: a file that is written then is closed, and the trace lost.
            stop();
        }
    }
}
