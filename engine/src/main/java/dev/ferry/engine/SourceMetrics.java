package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.report.MigrationReport.RoundFigures;
import dev.ferry.engine.wire.PagesWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the source sends and when, and tells the listener of the pages. Counters are for any thread; the points
 * in time are set by the session thread.
 */
final class SourceMetrics {

    private final MigrationListener listener;
    private final PageBitmap sentBefore;
    private final LongAdder pages = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder zeroPages = new LongAdder();
    private final LongAdder references = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final List<RoundFigures> rounds = new CopyOnWriteArrayList<>();
    private volatile long startNanos = System.nanoTime();
    private volatile @Nullable Long pausedNanos;
    private volatile @Nullable Long runningNanos;
    private volatile @Nullable Long completeNanos;
    private volatile @Nullable FaultFigures faults;
    private volatile int recoveries;
    private volatile long timeLostNanos;
    private long linkLostNanos;

    SourceMetrics(long pageCount, MigrationListener listener) {
        this.listener = listener;
        this.sentBefore = new PageBitmap(pageCount);
    }

    /** A batch is about to be sent in one frame. */
    void sent(PageBatch batch, PagesWriter frame, Delivery delivery) {
        for (int run = 0; run < batch.runs(); run++) {
            pagesSent(batch.first(run), batch.end(run), delivery);
        }
        frameMade(frame);
    }

    /** A run of pages is about to be sent, or, in answer to a fault, was just sent. */
    void pagesSent(long first, long end, Delivery delivery) {
        long fresh = sentBefore.add(first, end - first);
        pages.add(end - first);
        duplicates.add(end - first - fresh);
        listener.onPagesSent(first, end, delivery);
    }

    /** A frame is about to be sent. */
    void frameMade(PagesWriter frame) {
        bytes.add(frame.frameBytes());
        zeroPages.add(frame.zeroPages());
        references.add(frame.coldPages());
    }

    void round(Round round) {
        rounds.add(new RoundFigures(round.pages(), round.bytes(), round.nanos(), round.dirtyPages()));
    }

    void started() {
        startNanos = System.nanoTime();
    }

    void paused() {
        pausedNanos = System.nanoTime();
    }

    void running() {
        runningNanos = System.nanoTime();
    }

    void complete(FaultFigures seenAtDestination) {
        completeNanos = System.nanoTime();
        faults = seenAtDestination;
    }

    void linkLost(long sinceNanos) {
        linkLostNanos = sinceNanos;
    }

    void recovered() {
        recoveries++;
        timeLostNanos += System.nanoTime() - linkLostNanos;
    }

    /** Links that took the place of lost ones. */
    int recoveries() {
        return recoveries;
    }

    /** Without a link after switchover: from when the peer was heard last to the next link. */
    long timeLostNanos() {
        return timeLostNanos;
    }

    long pages() {
        return pages.sum();
    }

    long duplicates() {
        return duplicates.sum();
    }

    long zeroPages() {
        return zeroPages.sum();
    }

    /** Page transfers as references. */
    long references() {
        return references.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    List<RoundFigures> rounds() {
        return List.copyOf(rounds);
    }

    @Nullable
    FaultFigures faults() {
        return faults;
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    @Nullable
    Long preparationNanos() {
        return between(startNanos, pausedNanos);
    }

    @Nullable
    Long downtimeNanos() {
        return between(pausedNanos, runningNanos);
    }

    @Nullable
    Long resumeNanos() {
        return between(runningNanos, completeNanos);
    }

    @Nullable
    Long totalNanos() {
        return between(startNanos, completeNanos);
    }

    private static @Nullable Long between(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null ? null : Long.valueOf(to - from);
    }
}
