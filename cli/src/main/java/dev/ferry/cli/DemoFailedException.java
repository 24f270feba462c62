package dev.ferry.cli;

import dev.ferry.engine.report.MigrationReport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One end of a demo failed in a process of its own, which has said why. */
final class DemoFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient @Nullable MigrationReport report;

    DemoFailedException(int exitCode, @Nullable MigrationReport report) {
        super("one end ended with exit code " + exitCode);
        this.exitCode = exitCode;
        this.report = report;
    }

    /** The exit code of that process. */
    int exitCode() {
        return exitCode;
    }

    /** The figures up to the failure, where there are any. */
    Optional<MigrationReport> report() {
        return Optional.ofNullable(report);
    }
}
