package dev.ferry.paging;

import dev.ferry.api.memory.SwapFaults;
import org.HdrHistogram.Histogram;

/**
 * Times the faults that the device answers: from when the pager knows that the guest waits for a page of the device, for
 * one that the engine had to be asked for once it has said so, to the page in place. Any thread.
 */
final class SwapClock {

    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Histogram latencies = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);

    synchronized void answered(long sinceNanos) {
        latencies.recordValue(Math.clamp(System.nanoTime() - sinceNanos, 0, MAX_NANOS));
    }

    synchronized SwapFaults figures() {
        return new SwapFaults(latencies.getTotalCount(), latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99), latencies.getMaxValue());
    }
}
