package dev.ferry.simulator.migration;

import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.engine.report.MigrationReport.RoundFigures;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What a migration has come to so far, counted as the engine counts it. */
final class Figures {

    private static final long LONGEST_FAULT_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final SimulatedMemory memory;
    private final MemoryGeometry geometry;
    private final MigrationListener listener;
    private final PageBitmap sentBefore;
    private final List<RoundFigures> rounds = new ArrayList<>();
    private final Histogram faultLatency = new Histogram(LONGEST_FAULT_NANOS, DIGITS);
    private long pages;
    private long duplicates;
    private long marks;
    private long references;
    private long bytes;
    private long networkFaults;
    private long firstTouchesBefore;
    private @Nullable Long firstTouches;
    private long startNanos;
    private @Nullable Long pausedNanos;
    private @Nullable Long runningNanos;
    private @Nullable Long completeNanos;

    /** Of the migration of a guest with this memory. */
    Figures(SimulatedMemory memory, MigrationListener listener) {
        this.memory = memory;
        this.geometry = memory.geometry();
        this.listener = listener;
        this.sentBefore = new PageBitmap(geometry.pageCount());
    }

    /** A frame is about to be sent, or, in answer to a fault, was just sent. */
    void sent(Frame frame) {
        for (PageRun run : frame.runs()) {
            long fresh = sentBefore.add(run.first(), run.count());
            pages += run.count();
            duplicates += run.count() - fresh;
            listener.onPagesSent(run.first(), run.end(), frame.delivery());
        }
        bytes += bytesOf(frame);
        marks += frame.pages(Frame.Kind.ZERO);
        references += frame.pages(Frame.Kind.COLD);
    }

    /** How many bytes a frame has. */
    long bytesOf(Frame frame) {
        return frame.bytes(geometry.pageSizeBytes());
    }

    void round(Round round) {
        rounds.add(new RoundFigures(round.pages(), round.bytes(), round.nanos(), round.dirtyPages()));
        listener.onRound(round);
    }

    void fault(long page) {
        networkFaults++;
        listener.onNetworkFault(page);
    }

    void faultAnswered(long nanos) {
        faultLatency.recordValue(Math.min(nanos, LONGEST_FAULT_NANOS));
    }

    void started(long nanos) {
        startNanos = nanos;
        firstTouchesBefore = memory.firstTouches();
    }

    void paused(long nanos) {
        pausedNanos = nanos;
    }

    void running(long nanos) {
        runningNanos = nanos;
    }

    /** The destination has said, some time before, that it lacks nothing. */
    void complete(long nanos) {
        completeNanos = nanos;
    }

    /** No page is missing at the destination: what it sees of faults it tells from now on. */
    void nothingOwed() {
        firstTouches = memory.firstTouches() - firstTouchesBefore;
    }

    boolean isComplete() {
        return completeNanos != null;
    }

    long bytes() {
        return bytes;
    }

    int rounds() {
        return rounds.size();
    }

    MigrationReport report(Way way, SimulatedGuest guest) {
        Long total = between(startNanos, completeNanos);
        return new MigrationReport(way.name(), way.scheduler(), "simulated", guest.name(),
                completeNanos == null ? "failed" : "completed", null, geometry.pageSizeBytes(),
                geometry.memoryBytes(), between(startNanos, pausedNanos),
                between(pausedNanos, runningNanos), between(runningNanos, completeNanos), total, total, pages,
                duplicates, marks, references, bytes, networkFaults, firstTouches, latency(),
                null, null, List.copyOf(rounds), 0, 0, null);
    }

    private @Nullable Latency latency() {
        return faultLatency.getTotalCount() == 0
                ? null
                : new Latency(faultLatency.getValueAtPercentile(50), faultLatency.getValueAtPercentile(99),
                        faultLatency.getMaxValue());
    }

    private static @Nullable Long between(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null ? null : Long.valueOf(to - from);
    }
}
