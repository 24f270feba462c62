package dev.ferry.api.event;

/** Where the guest is once a migration is over, however it ended. */
public enum GuestFate {
    /** It runs at the source, untouched. */
    RUNS_AT_SOURCE("the guest runs on at the source"),
    /** It runs at the destination. */
    RUNS_AT_DESTINATION("the guest runs at the destination"),
    /**
     * The source let go of it and heard no answer: it stays paused at the source until somebody looks at the
     * destination.
     */
    IN_DOUBT(
            "in doubt: the guest stays paused at the source, and may run at the destination; look there before "
                    + "you resume it here"),
    /** It ran at the destination and lacks pages that will not come. */
    LOST("the guest is lost");

    private final String sentence;

    GuestFate(String sentence) {
        this.sentence = sentence;
    }

    /** The fate in words. */
    public String sentence() {
        return sentence;
    }
}
