package dev.ferry.swap.redis;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** A server, or that node of a cluster which has certain keys: connections to it, and whether it has room. */
abstract class RedisServer {

    /** A server with less free memory than that is not given new pages: some exchanges of several writers fit. */
    private static final long LEAST_FREE_BYTES = 16L << 20;

    private volatile boolean hasRoom = true;

    /** Where it is, for messages. */
    abstract String name();

    /** How the names of all keys begin that lie here. */
    abstract String keyPrefix();

    /**
     * A connection, which the caller closes; one that broke is not used again.
     *
     * @throws JedisException where none can be made
     */
    abstract Connection connection();

    /** Drops what is known of connections: one has failed, and others may have. */
    abstract void forgetConnections();

    /** Ends its connections, where they are its own. */
    void close() {}

    /** Whether it is known to have room for new pages. */
    final boolean hasRoom() {
        return hasRoom;
    }

    /** Notes that it does not answer, or takes no page: new pages go to others until it says that it has room. */
    final void failed() {
        hasRoom = false;
        try {
            forgetConnections();
        } catch (JedisException unreachable) {
            // The next exchange meets, and reports, the same.
        }
    }

    /** Asks how much room there is. */
    final void pollRoom() {
        try {
            hasRoom = freeBytes(report("memory")) >= LEAST_FREE_BYTES;
        } catch (JedisException unreachable) {
            failed();
        }
    }

    private static long freeBytes(Map<String, String> memory) {
        long most = Long.parseLong(memory.getOrDefault("maxmemory", "0"));
        return most == 0 ? Long.MAX_VALUE : most - Long.parseLong(memory.getOrDefault("used_memory", "0"));
    }

    /** What {@code INFO} says in one of its sections. */
    final Map<String, String> report(String section) {
        try (Connection connection = connection()) {
            connection.sendCommand(Command.INFO, section);
            return new String(connection.getBinaryBulkReply(), StandardCharsets.UTF_8).lines()
                    .filter(line -> line.contains(":"))
                    .map(line -> line.split(":", 2))
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(),
                            (first, again) -> first));
        }
    }
}
