package dev.ferry.api;

/** The kinds of error, each with what the caller can do about it. Codes are only ever added. */
public enum ErrorCode {
    /** A setting is unknown, does not parse or is out of range: change it. Nothing was started. */
    INVALID_SETTING,
    /** No plugin of that name was found: change the name, or add its jar. Nothing was started. */
    UNKNOWN_PLUGIN,
    /** This machine lacks something (a device, a privilege, an operating system): the message says what. */
    UNSUPPORTED_PLATFORM,
    /** The destination has no room for the guest, or no room for this guest now. Nothing has moved. */
    RESERVATION_REFUSED,
    /** The two ends do not fit each other (version, page size, features). Nothing has moved. */
    INCOMPATIBLE_PEER,
    /** The peer sent what the protocol does not allow; the message names the field and the offset. */
    PROTOCOL_VIOLATION,
    /** The link to the peer could not be made, or was lost. */
    LINK_LOST,
    /** The peer ended the migration and said why. */
    PEER_ABORTED,
    /** A plugin broke its contract, or threw: the message names it. */
    PLUGIN_FAILED,
    /** A fault of Ferry or of the operating system. */
    INTERNAL,
    /** No migration is known here by the token shown: it never was, or was forgotten. Try another address. */
    UNKNOWN_SESSION,
    /** The strategy gave up, as it was set to: the guest dirties its memory too fast. It runs on at the source. */
    NOT_CONVERGED,
    /** The swap device of a guest cannot be reached now. The guest waits; trying again can help. */
    SWAP_UNREACHABLE,
    /** The swap device does not hold what was written to it. The guest is not given anything else. */
    SWAP_DAMAGED,
    /** Another host holds the lease of the swap device: what this one wanted to write was refused. */
    SWAP_FENCED
}
