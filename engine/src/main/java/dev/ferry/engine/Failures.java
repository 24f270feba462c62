package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** How what was thrown reads in a message, and to programs. */
final class Failures {

    private Failures() {}

    static ErrorCode code(Throwable cause) {
        return switch (cause) {
            case FerryException ferry -> ferry.code();
            case IOException _ -> ErrorCode.LINK_LOST;
            case CancellationException _ -> ErrorCode.PEER_ABORTED;
            default -> ErrorCode.INTERNAL;
        };
    }

    /** Whether it is the link that failed, or what it carried, and not a part of this end. */
    static boolean isOfLink(Throwable cause) {
        return switch (code(cause)) {
            case LINK_LOST, PROTOCOL_VIOLATION -> true;
            default -> false;
        };
    }

    /** Whether pages of the guest could not be read from its swap device: another link does not help. */
    static boolean isOfSwap(Throwable cause) {
        return switch (code(cause)) {
            case SWAP_UNREACHABLE, SWAP_DAMAGED, SWAP_FENCED -> true;
            default -> false;
        };
    }

    /** What our own errors say stands for itself; of others the kind belongs to it. */
    static String reason(Throwable cause) {
        return switch (cause) {
            case FerryException _,CancellationException _ -> String.valueOf(cause.getMessage());
            case IOException _ -> "the link was lost: " + cause.getMessage();
            default -> cause.toString();
        };
    }
}
