package dev.ferry.engine.wire;

/** The kinds of frame. Codes are promises: never used for something else. 0 is invalid. */
public enum FrameType {
    /** Source to destination, urgent: who comes. */
    HELLO(1),
    /** Destination to source, urgent: memory is reserved. */
    WELCOME(2),
    /** Either way, urgent: the migration ends here, and why. */
    ABORT(3),
    /** Source to destination, any lane: runs of pages. */
    PAGES(4),
    /** Destination to source, bulk: the oldest PAGES frame of this lane that was not acknowledged is in place. */
    ACK(5),
    /** Source to destination, urgent: pages that will follow after switchover. */
    OWED(6),
    /** Source to destination, urgent: the execution state. */
    STATE(7),
    /** Destination to source, urgent: could run the guest now. */
    READY(8),
    /** Source to destination, urgent: run it; the source will not. */
    COMMIT(9),
    /** Destination to source, urgent: the guest runs here. */
    RUNNING(10),
    /** Destination to source, urgent: the guest waits for a page. */
    FAULT(11),
    /** Destination to source, urgent: nothing is owed any more. */
    COMPLETE(12),
    /** Source to destination, urgent: heard COMPLETE; the end. */
    BYE(13),
    /** Either way, urgent: this end is there, and has nothing else to say. */
    ALIVE(14),
    /** Source to destination, urgent, first on a new link: an earlier migration goes on. */
    RESUME(15),
    /** Destination to source, urgent: how things stand there. */
    RESUMED(16),
    /** Destination to source, urgent, after RESUMED: which pages it still lacks. */
    MISSING(17);

    private static final FrameType[] BY_CODE = values();

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** The byte that stands for it. */
    public int code() {
        return code;
    }

    /** The type of a code byte, or null where there is none. */
    static @org.jspecify.annotations.Nullable FrameType of(int code) {
        return code >= 1 && code <= BY_CODE.length ? BY_CODE[code - 1] : null;
    }
}
