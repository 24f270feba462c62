package dev.ferry.swap.redis;

import java.nio.charset.StandardCharsets;

/**
 * What a server does in one step, in its own language. All of them also where the server's memory is used up: none
 * needs more of it to speak of, and a lease must change hands then, too.
 *
 * <p>
 * Keys are the lease, the pages and the map of a guest; the first argument is the lease that must be there.
 */
enum Script {

    /** Puts the second argument in the place of the lease; an empty first one stands for none. */
    CHANGE_LEASE("""
            if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return false end
            redis.call('SET', KEYS[1], ARGV[2])
            return 1
            """),

    /** Writes slots, each followed by its value. The counter of writes is the answer. */
    WRITE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            redis.call('HSET', KEYS[2], unpack(ARGV, 2))
            for i = 2, #ARGV, 2 do redis.call('SETBIT', KEYS[3], ARGV[i], 1) end
            return redis.call('HINCRBY', KEYS[2], 'writes', 1)
            """),

    /** Deletes slots. The counter of writes is the answer. */
    FREE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            redis.call('HDEL', KEYS[2], unpack(ARGV, 2))
            for i = 2, #ARGV do redis.call('SETBIT', KEYS[3], ARGV[i], 0) end
            return redis.call('HINCRBY', KEYS[2], 'writes', 1)
            """),

    /** Deletes everything. */
    ERASE("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
            redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
            return 1
            """);

    private final byte[] text;

    Script(String body) {
        text = ("#!lua flags=allow-oom\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** For EVAL: they are few and short, and the server keeps them compiled. */
    byte[] text() {
        return text;
    }
}
