package dev.ferry.engine;

import dev.ferry.api.memory.SwapFaults;
import dev.ferry.engine.report.FaultFigures;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * Counts network faults at the destination and times each, from the fault seen to the page in place. A guest waits for
 * few pages at a time, one per virtual CPU: they are kept in a short array. Any thread.
 */
final class FaultClock {

    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Histogram latencies = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);
    private long[] waitedFor = new long[8];
    private long[] sinceNanos = new long[8];
    private int waiting;
    private long faults;

    /** The guest waits for a page, and it is asked for. */
    synchronized void asked(long page) {
        faults++;
        if (waiting == waitedFor.length) {
            waitedFor = Arrays.copyOf(waitedFor, 2 * waiting);
            sinceNanos = Arrays.copyOf(sinceNanos, 2 * waiting);
        }
        waitedFor[waiting] = page;
        sinceNanos[waiting++] = System.nanoTime();
    }

    /** A page that was to be asked for has come: it was no network fault. */
    synchronized void withdraw(long page) {
        faults--;
        for (int index = waiting - 1; index >= 0; index--) {
            if (waitedFor[index] == page) {
                remove(index);
            }
        }
    }

    /** Pages are in place. */
    synchronized void placed(long first, long end) {
        for (int index = waiting - 1; index >= 0; index--) {
            if (waitedFor[index] >= first && waitedFor[index] < end) {
                latencies.recordValue(Math.min(MAX_NANOS, System.nanoTime() - sinceNanos[index]));
                remove(index);
            }
        }
    }

    /** The pages that the guest waits for. */
    synchronized long[] waitedFor() {
        return Arrays.copyOf(waitedFor, waiting);
    }

    private void remove(int index) {
        waiting--;
        waitedFor[index] = waitedFor[waiting];
        sinceNanos[index] = sinceNanos[waiting];
    }

    synchronized FaultFigures figures(OptionalLong minorFaults, Optional<SwapFaults> swapFaults) {
        return new FaultFigures(faults, minorFaults,
                new FaultFigures.Latency(latencies.getValueAtPercentile(50),
                        latencies.getValueAtPercentile(99),
                        latencies.getMaxValue()),
                swapFaults);
    }
}
