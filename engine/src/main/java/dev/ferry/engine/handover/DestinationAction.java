package dev.ferry.engine.handover;

/** What the destination is to do. Each is done once, in the order given; what fails comes back as an event. */
public enum DestinationAction {
    /** Tell the source that the guest could run here. */
    SEND_READY,
    /** Let the guest run here. */
    START_GUEST,
    /** Make sure that a guest whose start failed does not run. */
    PAUSE_GUEST,
    /** Tell the source that the guest runs here. */
    SEND_RUNNING,
    /** Tell the source that nothing is owed any more. */
    SEND_COMPLETE,
    /** Tell a source that has come back how things stand here: the state's {@link Verdict}. */
    SEND_VERDICT,
    /** Tell the source that the guest will never run here. */
    SEND_ABORT,
    /** Give guest and memory back. */
    CLOSE_RESERVATION,
    /** Close the link. */
    CLOSE_LINK
}
