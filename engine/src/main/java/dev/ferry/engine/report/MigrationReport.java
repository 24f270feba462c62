package dev.ferry.engine.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.engine.report.FaultFigures.Latency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a migration came to, as the source saw it. Its component names are the keys of the JSON. A figure that cannot
 * be observed is null, never 0.
 *
 * @param strategy name of the strategy
 * @param scheduler name of the push scheduler; null where the strategy uses none
 * @param transport name of the transport
 * @param guest the guest's name
 * @param outcome {@code completed}, {@code cancelled}, {@code failed}, {@code in-doubt} or {@code lost}
 * @param verified whether the destination's memory was compared and is right; null where nobody compared it
 * @param pageSizeBytes the size of a page
 * @param memoryBytes the guest's memory
 * @param preparationTimeNanos start of the migration to guest paused
 * @param downtimeNanos guest paused at the source until the source heard that it runs at the destination: too long by
 *        the way of one message, never too short
 * @param resumeTimeNanos guest running at the destination until it owed nothing to the source
 * @param totalTimeNanos the sum of the three
 * @param evictionTimeNanos start of the migration until the source's memory was free; as far as the source knows, until it
 *        heard that nothing depends on it any more
 * @param pagesTransferred all page transfers, duplicates and zero pages counted
 * @param duplicatePages of them, pages that had been sent before
 * @param zeroPages of them, pages that went as a mark instead of their bytes
 * @param coldReferences of them, pages that went as a reference to the guest's swap device
 * @param bytesOnWire bytes that the source sent, headers included
 * @param networkFaults faults at the destination that had to ask for a page over the network
 * @param minorFaults first touches there of pages already pushed
 * @param faultLatencyNanos of network faults, from the fault seen to the page in place; null where there was none
 * @param swapFaults faults at the destination that the guest's swap device had answered when nothing was owed any more;
 *        null where it has none
 * @param swapFaultLatencyNanos of those, from the fault seen to the page in place; null where there was none
 * @param rounds the passes over dirty pages, in order; with {@code stop-and-copy} the one in the pause
 * @param recoveries links that took the place of lost ones after switchover
 * @param timeLostNanos time without a link after switchover: from each loss, or from the last that was heard of a peer that
 *            fell silent, to the next link
 * @param balloon what a controller did to the guest's balloon at the source; null where none was in charge of it
 */
public record MigrationReport(String strategy, @Nullable String scheduler, String transport, String guest,
        String outcome, @Nullable Boolean verified, int pageSizeBytes, long memoryBytes,
        @Nullable Long preparationTimeNanos, @Nullable Long downtimeNanos, @Nullable Long resumeTimeNanos,
        @Nullable Long totalTimeNanos, @Nullable Long evictionTimeNanos, long pagesTransferred,
        long duplicatePages, long zeroPages, long coldReferences, long bytesOnWire,
        @Nullable Long networkFaults, @Nullable Long minorFaults, @Nullable Latency faultLatencyNanos,
        @Nullable Long swapFaults, @Nullable Latency swapFaultLatencyNanos, List<RoundFigures> rounds,
        int recoveries, long timeLostNanos, @Nullable BalloonFigures balloon) {

    /**
     * One round.
     *
     * @param pages pages sent
     * @param bytes bytes on the wire
     * @param nanos how long it took
     * @param dirtyPages pages that the destination lacked at its end
     */
    public record RoundFigures(long pages, long bytes, long nanos, long dirtyPages) {}

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /** The same report with the verdict of whoever compared the memory. */
    public MigrationReport withVerified(@Nullable Boolean right) {
        return with(right, evictionTimeNanos);
    }

    /** The same report with the moment at which the caller had freed the source's memory, by the migration's start. */
    public MigrationReport withEvictionTime(long nanos) {
        return with(verified, nanos);
    }

    private MigrationReport with(@Nullable Boolean right, @Nullable Long evictionNanos) {
        return new MigrationReport(strategy, scheduler, transport, guest, outcome, right, pageSizeBytes,
                memoryBytes, preparationTimeNanos, downtimeNanos, resumeTimeNanos, totalTimeNanos,
                evictionNanos, pagesTransferred, duplicatePages, zeroPages, coldReferences, bytesOnWire,
                networkFaults, minorFaults, faultLatencyNanos, swapFaults, swapFaultLatencyNanos, rounds,
                recoveries, timeLostNanos, balloon);
    }

    /** The report as a JSON object. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new IllegalStateException("a report that is no JSON: " + this, impossible);
        }
    }

    /** Reads what {@link #toJson} wrote. */
    public static MigrationReport fromJson(String json) {
        try {
            return JSON.readValue(json, MigrationReport.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new IllegalArgumentException("no report of a migration: " + malformed.getMessage(),
                    malformed);
        }
    }

    /** The report for people. */
    public String toText() {
        return ReportText.of(this);
    }
}
