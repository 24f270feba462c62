package dev.ferry.swap.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server does in one step, in its own language. All of them also where the server's memory is used up: none
 * needs more of it to speak of, and a lease must change hands then, too.
 *
 * <p>
 * Keys are those of a guest in the order of {@link #keys}, and then those of slots; the first argument is the lease that
 * must be there.
 */
enum Script {

    /** Puts the second argument in the place of the lease; an empty first one stands for none. */
    CHANGE_LEASE("""
            if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return false end
            redis.call('SET', KEYS[1], ARGV[2])
            return 1
            """),

    /** Writes slots: their numbers, then their values. The counter of writes is the answer. */
    WRITE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            local count = #KEYS - 4
            for i = 1, count do
                redis.call('SET', KEYS[4 + i], ARGV[1 + count + i])
                redis.call('SETBIT', KEYS[4], ARGV[1 + i], 1)
            end
            return redis.call('INCR', KEYS[2])
            """),

    /** Deletes slots, whose numbers are the arguments. The counter of writes is the answer. */
    FREE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            for i = 1, #KEYS - 4 do
                redis.call('UNLINK', KEYS[4 + i])
                redis.call('SETBIT', KEYS[4], ARGV[1 + i], 0)
            end
            return redis.call('INCR', KEYS[2])
            """),

    /** Deletes what is left when all slots are. */
    ERASE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
            return 1
            """);

    private final byte[] text;

    Script(String body) {
        text = ("#!lua flags=allow-oom\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** What each script is given as its first keys. */
    static List<byte[]> keys(Keys keys) {
        return List.of(keys.lease(), keys.writes(), keys.slots(), keys.map());
    }

    /** For EVAL: they are few and short, and the server keeps them compiled. */
    byte[] text() {
        return text;
    }
}
