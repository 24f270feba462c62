package dev.ferry.cli;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.GuestFate;
import dev.ferry.engine.MigrationFailedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/** What the command's exit code says; part of its interface, so that codes are only ever added. */
enum ExitCode {
    OK(0, "all went well"), //
    UNEXPECTED(1, "an error that nobody expected, or a plugin that could not be loaded (ferry plugins)"), //
    USAGE(2, "wrong arguments or settings, or a machine that cannot do it; nothing was started"), //
    FAILED(3, "the migration failed; the guest runs on at the source, or none was taken"), //
    LOST(4, "the guest is lost"), //
    IN_DOUBT(5, "the guest is in doubt: paused at the source, and perhaps running at the destination"), //
    WRONG(6, "the guest arrived, but its memory is wrong or it does not advance"), //
    NOT_CONVERGED(7,
            "the migration was given up as it was set to, because the guest dirties its memory too fast; "
                    + "it runs on at the source"), //
    INTERRUPTED(130, "cancelled by Ctrl-C (143: by SIGTERM)");

    /** Codes say only when they were added: what is worst for the guest is told by this order. */
    private static final List<ExitCode> FROM_BEST_TO_WORST = List.of(OK, INTERRUPTED, NOT_CONVERGED, USAGE,
            FAILED, UNEXPECTED, IN_DOUBT, LOST, WRONG);

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    /** Of several, what is worst for a guest; wrong memory that nobody noticed is worse than none. */
    static ExitCode worst(Stream<ExitCode> exits) {
        return exits.max(Comparator.comparing(FROM_BEST_TO_WORST::indexOf)).orElse(OK);
    }

    /** Codes and meanings, for {@code --help}. */
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(exit -> meanings.put(Integer.toString(exit.code), exit.meaning));
        return meanings;
    }

    /** The code that an error ends the command with. */
    static ExitCode of(Throwable error) {
        return switch (error) {
            case MigrationFailedException failed -> failed.code() == ErrorCode.NOT_CONVERGED
                    ? NOT_CONVERGED
                    : of(failed.guestFate());
            case FerryException ferry -> of(ferry.code());
            case GuestLostException _ -> LOST;
            case CancellationException _ -> INTERRUPTED;
            case IllegalArgumentException _ -> USAGE;
            default -> UNEXPECTED;
        };
    }

    private static ExitCode of(GuestFate fate) {
        return switch (fate) {
            case RUNS_AT_SOURCE -> FAILED;
            case RUNS_AT_DESTINATION -> UNEXPECTED;
            case IN_DOUBT -> IN_DOUBT;
            case LOST -> LOST;
        };
    }

    private static ExitCode of(ErrorCode code) {
        return switch (code) {
            case INVALID_SETTING, UNKNOWN_PLUGIN, UNSUPPORTED_PLATFORM -> USAGE;
            case RESERVATION_REFUSED, INCOMPATIBLE_PEER, PROTOCOL_VIOLATION, LINK_LOST, PEER_ABORTED,
                    UNKNOWN_SESSION, SWAP_UNREACHABLE, SWAP_DAMAGED, SWAP_FENCED ->
                FAILED;
            case NOT_CONVERGED -> NOT_CONVERGED;
            case PLUGIN_FAILED, INTERNAL -> UNEXPECTED;
        };
    }
}
