package dev.ferry.cli;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ferry.engine.report.MigrationReport;
import org.jspecify.annotations.Nullable;

/**
 * One migration of a comparison.
 *
 * @param report its figures; null where it failed
 * @param degradationPercent guest progress lost, see {@link WorkSample#degradationPercent}; null where it was not
 *            measured
 * @param readAtEnd whether pages that the guest never asked for were read by the proof, which its network faults and times
 *            then include
 * @param failure why it failed, or what is wrong with the guest's memory; null where all is well
 * @param exit the code that this ends the command with
 * @param trace what is drawn of it; null where it failed
 */
record ComparedRun(@Nullable MigrationReport report, @Nullable Double degradationPercent,
        boolean readAtEnd, @Nullable String failure, @JsonIgnore ExitCode exit,
        @JsonIgnore @Nullable MigrationTrace trace) {

    /** A migration that came to its end, and the verdict on its guest. */
    static ComparedRun of(MigrationReport report, @Nullable Double degradationPercent,
            boolean readAtEnd, Verdict verdict, MigrationTrace trace) {
        return new ComparedRun(report.withVerified(verdict.verified()), degradationPercent,
                readAtEnd, verdict.good() ? null : verdict.sentence(),
                verdict.good() ? ExitCode.OK : ExitCode.WRONG,
                trace);
    }

    /** A migration that did not. */
    static ComparedRun failed(Throwable failure) {
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return new ComparedRun(null, null, false, reason, ExitCode.of(failure), null);
    }

    /** Of the faults at the destination, those that went over the network; null where the others cannot be seen, 0 where there were none. */
    @JsonProperty
    @Nullable
    Double networkFaultPercent() {
        if (report == null || report.networkFaults() == null || report.minorFaults() == null) {
            return null;
        }
        long faults = report.networkFaults() + report.minorFaults();
        return 100.0 * report.networkFaults() / Math.max(1, faults);
    }
}
