package dev.ferry.swap.redis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of a guest are called on a server.
 *
 * @param prefix how all of them begin; with the number of a slot behind it, it is the key of its {@link PageValue}
 * @param lease holds the text of a {@link Lease}
 * @param writes holds a counter of changes
 * @param slots holds the number of slots that the device has
 * @param map holds a bit for each slot, set where the slot lies on this server
 */
record Keys(String prefix, byte[] lease, byte[] writes, byte[] slots, byte[] map) {

    /** The keys of a guest; two guests never have the same. */
    static Keys of(RedisServer server, String guestId) {
        String prefix = server.keyPrefix() + URLEncoder.encode(guestId, StandardCharsets.UTF_8) + ":";
        return new Keys(prefix, bytes(prefix + "lease"), bytes(prefix + "writes"), bytes(prefix + "slots"),
                bytes(prefix + "map"));
    }

    /** Where a slot lies. */
    byte[] slot(long slot) {
        return bytes(prefix + slot);
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
