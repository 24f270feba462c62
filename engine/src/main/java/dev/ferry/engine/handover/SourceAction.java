package dev.ferry.engine.handover;

/** What the source is to do. Each is done once, in the order given; what fails comes back as an event. */
public enum SourceAction {
    /** Pause the guest; it writes no memory from here on. */
    PAUSE_GUEST,
    /** Tell the destination to run the guest. From here on it may. */
    SEND_COMMIT,
    /** Let the guest run on here. */
    RESUME_GUEST,
    /** Tell the destination that the migration is over, and why. */
    SEND_ABORT,
    /** Tell the destination that its COMPLETE was heard. */
    SEND_BYE,
    /** Close the link. */
    CLOSE_LINK
}
