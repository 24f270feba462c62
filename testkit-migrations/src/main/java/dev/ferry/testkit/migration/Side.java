package dev.ferry.testkit.migration;

import java.util.Locale;

/** Which end of a migration an event was seen at. */
public enum Side {
    /** Where the guest comes from. */
    SOURCE,
    /** Where it goes. */
    DESTINATION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
