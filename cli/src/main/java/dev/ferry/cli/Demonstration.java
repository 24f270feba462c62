package dev.ferry.cli;

import dev.ferry.engine.report.MigrationReport;
import java.io.IOException;

/** Runs both ends of a migration on this machine. */
interface Demonstration {

    /**
     * Migrates one guest; nothing is left running.
     *
     * @throws DemoFailedException where an end failed, and has said why
     */
    Outcome run() throws IOException, InterruptedException, DemoFailedException;

    /**
     * What both ends found.
     *
     * @param report the source's
     * @param verdict the destination's
     */
    record Outcome(MigrationReport report, Verdict verdict) {

        /** The source's report with the destination's verdict. */
        MigrationReport verified() {
            return report.withVerified(verdict.verified());
        }
    }
}
