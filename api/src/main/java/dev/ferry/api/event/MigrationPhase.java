package dev.ferry.api.event;

/**
 * Where a migration is, as either side sees it. Phases come in this order; some strategies skip some. Only
 * {@link #PAUSED} may come at any time after {@link #SWITCHOVER}, several times, and {@link #PUSH} again after it.
 */
public enum MigrationPhase {
    /** The two ends agree on versions, geometry and memory. */
    RESERVATION,
    /** Pages are copied while the guest runs at the source. */
    ROUNDS,
    /** The guest is paused and handed over: downtime. */
    SWITCHOVER,
    /** The guest runs at the destination; owed pages follow. */
    PUSH,
    /**
     * The link was lost after switchover, and another is awaited: the guest is held up only where it touches a page that
     * has not come; or, where the loss came in the switchover itself, until the two ends have met again.
     */
    PAUSED,
    /** The guest runs at the destination and owes the source nothing. */
    COMPLETED,
    /** The migration was cancelled; the guest runs at the source. */
    CANCELLED,
    /** The migration failed; the error says where the guest is. */
    FAILED
}
