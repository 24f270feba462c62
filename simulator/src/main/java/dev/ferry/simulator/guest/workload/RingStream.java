package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;
import java.util.concurrent.TimeUnit;

/**
 * A program that sends or receives a stream through a ring of buffers, round and round, while its kernel writes a page of
 * its own for each buffer: the sender of NetPerf in Hines, Deshpande and Gopalan, sections 5.2 and 5.3, which reads; or who plays
 * or stores a video. Rate and sizes are not stated there. Work is bytes.
 */
public final class RingStream extends PlannedPattern {

    private final PageRun ring;
    private final PageRun kernel;
    private final boolean receives;
    private final long pagesPerBuffer;
    private final long nanosPerPage;
    private final long pageSizeBytes;
    private long nextPage;
    private long buffers;

    /**
     * A stream that is somewhere in its ring.
     *
     * @param ring the buffers
     * @param kernel pages that the kernel writes, in turn
     * @param receives whether the ring is written; else it is read
     * @param pagesPerBuffer at least 1; the last buffer of the ring may be shorter
     * @param bytesPerSecond how fast the stream is where no page is missing, at least 1
     * @param seed of where it is
     */
    public RingStream(PageRun ring, PageRun kernel, boolean receives, long pagesPerBuffer,
            long bytesPerSecond, int pageSizeBytes, long seed) {
        this.ring = ring;
        this.kernel = kernel;
        this.receives = receives;
        this.pagesPerBuffer = Require.atLeast(1, pagesPerBuffer, "pages per buffer");
        this.pageSizeBytes = Require.atLeast(1, pageSizeBytes, "bytes per page");
        long bufferBytes = Math.multiplyExact(pagesPerBuffer, pageSizeBytes);
        double bufferNanos = (double) TimeUnit.SECONDS.toNanos(1) * bufferBytes
                / Require.atLeast(1, bytesPerSecond, "bytes per second");
        nanosPerPage = Math.max(1, Math.round(bufferNanos / (pagesPerBuffer + 1)));
        nextPage = ring.first() + new RandomStream(seed).below(ring.count());
    }

    @Override
    void plan(StepPlan steps) {
        long count = Math.min(pagesPerBuffer, ring.end() - nextPage);
        steps.add(nextPage, count, receives, nanosPerPage, 0);
        steps.add(kernel.first() + buffers % kernel.count(), 1, true, nanosPerPage, count * pageSizeBytes);
        buffers++;
        nextPage += count;
        if (nextPage == ring.end()) {
            nextPage = ring.first();
        }
    }
}
