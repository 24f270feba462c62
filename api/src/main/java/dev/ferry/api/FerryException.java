package dev.ferry.api;

import org.jspecify.annotations.Nullable;

/**
 * The root of all errors that Ferry raises. Its {@link #code()} is what tests and dashboards match on; its message
 * is for people and names the thing, the value and what is allowed.
 */
public class FerryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /** An error without a cause. */
    public FerryException(ErrorCode code, String message) {
        this(code, message, null);
    }

    /** An error that keeps what caused it. */
    public FerryException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** What kind of error this is, and with it what the caller can do. */
    public final ErrorCode code() {
        return code;
    }
}
