package dev.ferry.simulator.migration;

/** One thing that the engine's own work costs; unit and divisor are in the name. */
public enum EngineCost {

    /** From the start until the destination has reserved memory. */
    RESERVATION_NANOS,
    /** At the source, for each page sent. */
    READ_NANOS_PER_PAGE,
    /** At the destination, for each page that arrives. */
    PLACE_NANOS_PER_PAGE,
    /** At the destination, for each page of which only is said where its contents are, or that it has none. */
    MARK_NANOS_PER_PAGE,
    /** For each frame but those that answer faults, at either end. */
    FRAME_NANOS,
    /** To collect the dirty log, for each GiB of memory. */
    COLLECT_NANOS_PER_GIB,
    /** From when it is to be paused until the guest stands still. */
    PAUSE_NANOS,
    /** The execution state: the one that is bytes on the link, not time. */
    STATE_BYTES,
    /** To load the execution state and start the guest at the destination. */
    START_NANOS,
    /** At the destination, from the touch of a missing page until it is asked for. */
    FAULT_NANOS,
    /** At the source, to answer that. */
    SERVE_NANOS,
    /** At the destination, from the page's arrival until the guest goes on. */
    WAKE_NANOS,
    /** To the guest, for the first touch of a page that push has brought. */
    FIRST_TOUCH_NANOS,
    /** To the guest, for the first write of a page since the dirty log was collected. */
    FIRST_WRITE_NANOS,
    /** At the destination, for each run of pages that are owed anew and whose older contents are there. */
    DROP_NANOS_PER_RUN
}
