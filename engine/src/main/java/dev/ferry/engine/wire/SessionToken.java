package dev.ferry.engine.wire;

import java.security.SecureRandom;

/**
 * What one end gives the other at the start of a migration, and asks back from whoever claims over a new link to be
 * that end: 128 random bits. It keeps mix-ups and strangers out; who can read the link can read it.
 *
 * @param high the last 8 bytes on the wire
 * @param low the first 8 bytes on the wire
 */
public record SessionToken(long high, long low) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static SessionToken random() {
        return new SessionToken(RANDOM.nextLong(), RANDOM.nextLong());
    }

    /** Keeps it out of logs. */
    @Override
    public String toString() {
        return "SessionToken";
    }
}
