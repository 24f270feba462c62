package dev.ferry.engine;

import java.io.IOException;

/** The peer was silent for too long, so that this end has closed the link: other errors only follow from that. */
final class SilentPeerException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long sinceNanos;

    SilentPeerException(String message, long sinceNanos, IOException ended) {
        super(message, ended);
        this.sinceNanos = sinceNanos;
    }

    /** When it was heard for the last time, by {@link System#nanoTime()}. */
    long sinceNanos() {
        return sinceNanos;
    }
}
