package dev.ferry.api.event;

/** Where a migration is, as either side sees it. Phases come in this order; some strategies skip some. */
public enum MigrationPhase {
    /** The two ends agree on versions, geometry and memory. */
    RESERVATION,
    /** Pages are copied while the guest runs at the source. */
    ROUNDS,
    /** The guest is paused and handed over: downtime. */
    SWITCHOVER,
    /** The guest runs at the destination; owed pages follow. */
    PUSH,
    /** The guest runs at the destination and owes the source nothing. */
    COMPLETED,
    /** The migration was cancelled; the guest runs at the source. */
    CANCELLED,
    /** The migration failed; the error says where the guest is. */
    FAILED
}
