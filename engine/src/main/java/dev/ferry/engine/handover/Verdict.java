package dev.ferry.engine.handover;

/** How a destination stands, as it tells a source that has come back over a new link. */
public sealed interface Verdict {

    /** It could run the guest, and never heard COMMIT. */
    record Prepared() implements Verdict {}

    /**
     * The guest runs there.
     *
     * @param missingPages what it still lacks
     */
    record Running(long missingPages) implements Verdict {}

    /** The guest runs there, and lacks nothing. */
    record Completed() implements Verdict {}

    /** The guest never ran there and never will. */
    record Dropped(String reason) implements Verdict {}

    /** The guest ran there and was ended for want of pages. */
    record Lost(String reason) implements Verdict {}
}
