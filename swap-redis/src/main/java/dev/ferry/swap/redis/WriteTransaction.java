package dev.ferry.swap.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Writes pages if the lease does not change between the moment it is looked at and the commit. It is looked at while
 * the pages are on their way, and they do not pass through the script language, which would halve the rate.
 */
final class WriteTransaction implements AutoCloseable {

    private static final byte[][] NO_ARGUMENTS = {};
    private static final byte[] SET = Keys.bytes("SET");
    private static final byte[] ONE_BIT = Keys.bytes("u1");
    private static final byte[] ONE = Keys.bytes("1");

    private final Connection connection;
    private final Keys keys;
    private final byte[] slotCount;
    private boolean committing;
    private boolean ended;

    /** A transaction over a connection, which it closes. */
    WriteTransaction(Connection connection, Keys keys, byte[] slotCount) {
        this.connection = connection;
        this.keys = keys;
        this.slotCount = slotCount;
    }

    /** What the server says before it does anything: its lease, if any, and its counter of writes. */
    record Found(@Nullable String lease, long writes) {}

    /**
     * Sends everything but the commit.
     *
     * @param mapped whether the map is known to have all these slots
     */
    Found send(List<PageValue> pages, boolean mapped) {
        connection.sendCommand(Command.WATCH, keys.lease());
        connection.sendCommand(Command.MGET, keys.lease(), keys.writes());
        connection.sendCommand(Command.MULTI, NO_ARGUMENTS);
        connection.sendCommand(Command.INCR, keys.writes());
        connection.sendCommand(Command.MSET, values(pages));
        if (!mapped) {
            connection.sendCommand(Command.BITFIELD, bits(pages));
        }
        List<Object> replies = connection.getMany(mapped ? 5 : 6);
        for (Object reply : replies) {
            if (reply instanceof JedisDataException refused) {
                throw refused;
            }
        }
        List<?> values = (List<?>) replies.get(1);
        byte[] lease = (byte[]) values.getFirst();
        return new Found(lease == null ? null : Keys.text(lease), Keys.number((byte[]) values.getLast()));
    }

    private byte[][] values(List<PageValue> pages) {
        byte[][] arguments = new byte[2 + 2 * pages.size()][];
        arguments[0] = keys.slots();
        arguments[1] = slotCount;
        for (int i = 0; i < pages.size(); i++) {
            arguments[2 + 2 * i] = keys.slot(pages.get(i).slot());
            arguments[3 + 2 * i] = pages.get(i).bytes();
        }
        return arguments;
    }

    private byte[][] bits(List<PageValue> pages) {
        byte[][] arguments = new byte[1 + 4 * pages.size()][];
        arguments[0] = keys.map();
        for (int i = 0; i < pages.size(); i++) {
            byte[] bit = Keys.bytes(Long.toString(pages.get(i).slot()));
            System.arraycopy(new byte[][]{SET, ONE_BIT, bit, ONE}, 0, arguments, 1 + 4 * i, 4);
        }
        return arguments;
    }

    /**
     * Has the server do what was sent.
     *
     * @return the counter of writes, or nothing where the lease has changed and nothing was done
     */
    @Nullable
    Long commit() {
        committing = true;
        connection.sendCommand(Command.EXEC, NO_ARGUMENTS);
        List<?> replies;
        try {
            replies = (List<?>) connection.getOne();
        } catch (JedisDataException refused) {
            committing = false;
            throw refused;
        }
        ended = true;
        if (replies == null) {
            return null;
        }
        for (Object reply : replies) {
            if (reply instanceof JedisDataException failed) {
                throw new JedisException("done in part: " + failed.getMessage(), failed);
            }
        }
        return (Long) replies.getFirst();
    }

    /** Whether an error leaves open if the pages were written. */
    boolean isInDoubt() {
        return committing;
    }

    /** What was sent and not committed is forgotten with the connection. */
    @Override
    public void close() {
        if (!ended) {
            connection.setBroken();
        }
        connection.close();
    }
}
