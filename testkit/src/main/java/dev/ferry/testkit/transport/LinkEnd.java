package dev.ferry.testkit.transport;

import java.util.Locale;

/** Which end of a link a fault is at. */
public enum LinkEnd {
    /** The one that called {@code connect}: in Ferry the source. */
    CONNECTING,
    /** The one that called {@code accept}: in Ferry the destination. */
    LISTENING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT) + " end";
    }
}
