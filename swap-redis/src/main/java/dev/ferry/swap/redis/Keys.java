package dev.ferry.swap.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a guest are called on a server.
 *
 * @param lease holds the text of a {@link Lease}
 * @param pages holds a hash: a field for each slot, with its {@link PageValue}, and besides {@link #WRITES} and
 *        {@link #SLOTS}
 * @param map holds a bit for each slot, set where the slot lies on this server
 */
record Keys(byte[] lease, byte[] pages, byte[] map) {

    /** The field that counts changes. */
    static final byte[] WRITES = bytes("writes");
    /** The field with the number of slots that the device has. */
    static final byte[] SLOTS = bytes("slots");

    /** The keys of a guest; two guests never have the same. */
    static Keys of(RedisServer server, String guestId) {
        String prefix = server.keyPrefix() + URLEncoder.encode(guestId, StandardCharsets.UTF_8);
        return new Keys(bytes(prefix + ":lease"), bytes(prefix + ":pages"), bytes(prefix + ":map"));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A counter; 0 where there is none yet. */
    static long number(byte @Nullable [] text) {
        return text == null ? 0 : Long.parseLong(text(text));
    }
}
