package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.report.MigrationReport;
import org.jspecify.annotations.Nullable;

/** A migration that ended without success: why, and where the guest is now. */
public final class MigrationFailedException extends FerryException {

    private static final long serialVersionUID = 1L;

    private final GuestFate guestFate;
    private final transient @Nullable MigrationReport report;

    MigrationFailedException(ErrorCode code, GuestFate guestFate, String message,
            @Nullable MigrationReport report,
            Throwable cause) {
        super(code, message, cause);
        this.guestFate = guestFate;
        this.report = report;
    }

    /** Where the guest is, as far as this side can know. */
    public GuestFate guestFate() {
        return guestFate;
    }

    /** The figures up to the failure; null at the destination. */
    public @Nullable MigrationReport report() {
        return report;
    }
}
