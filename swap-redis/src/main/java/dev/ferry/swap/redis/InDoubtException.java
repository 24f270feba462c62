package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;

/** A server was lost while it was told to keep pages: it has all of them, or none. After any other error it has none. */
final class InDoubtException extends FerryException {

    private static final long serialVersionUID = 1L;

    InDoubtException(String message, Throwable cause) {
        super(ErrorCode.SWAP_UNREACHABLE, message, cause);
    }
}
