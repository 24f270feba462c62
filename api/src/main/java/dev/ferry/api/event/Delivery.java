package dev.ferry.api.event;

/** How a page came to the destination. */
public enum Delivery {
    /** It holds nothing: only that was said of it. */
    ABSENT,
    /**
     * It lies on the guest's swap device: only that was said of it. One that has gone there since its round or push began
     * is told of as the others of that round or push.
     */
    REFERENCE,
    /** It was copied in a round, while the guest ran at the source. */
    ROUND,
    /** It was copied while the guest was paused. */
    SWITCHOVER,
    /** It was owed, and pushed. */
    PUSH,
    /** It was owed, and the guest asked for it. */
    FAULT
}
