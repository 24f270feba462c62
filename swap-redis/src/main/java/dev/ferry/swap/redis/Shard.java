package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * What of a guest lies on one server: the slots placed there, a map of them, and the lease that each change is tied to.
 *
 * <p>
 * <b>Late changes.</b> A change whose answer did not come may still lie in a socket of the server, and be done after
 * changes that were sent later. So after each such loss, and before anything else is changed, the holder puts a new
 * term into its own lease, to which nothing is tied that was sent before.
 *
 * <p>
 * <b>Lost changes.</b> A server that comes back from an old copy of its memory has forgotten what it had acknowledged.
 * A counter that grows with each change and comes with each answer tells the holder.
 */
final class Shard {

    /** One more for each time that another thread of the same holder has just renewed the lease. */
    private static final int MOST_ATTEMPTS = 10;
    /** How much of the map one step deletes, 1024 slots: a longer one would keep other guests waiting. */
    private static final int ERASED_MAP_BYTES = 128;

    private final RedisServer server;
    private final String guestId;
    private final byte[] slotCount;
    private final String holder;
    private final Keys keys;
    private final AtomicLong acknowledgedWrites = new AtomicLong();
    /** What the server has, unless {@link #inDoubt}; changed under the monitor. */
    @Nullable
    private volatile Lease held;
    private boolean inDoubt;

    Shard(RedisServer server, String guestId, long slotCount, String holder) {
        this.server = server;
        this.guestId = guestId;
        this.slotCount = Keys.bytes(Long.toString(slotCount));
        this.holder = holder;
        keys = Keys.of(server, guestId);
    }

    RedisServer server() {
        return server;
    }

    /** What the server says of the lease; nothing where nobody ever had it. */
    @Nullable
    Lease lease() {
        byte[] text = get("its lease", keys.lease());
        return text == null ? null : Lease.parse(Keys.text(text));
    }

    boolean isMine(@Nullable Lease lease) {
        return lease != null && holder.equals(lease.holder());
    }

    /**
     * Takes the lease, or takes it again.
     *
     * @param overHolder whether also from a holder of an earlier epoch
     */
    synchronized void claim(long epoch, boolean overHolder) {
        Lease current = lease();
        boolean mine = isMine(current) && current.epoch() <= epoch;
        if (current != null && !mine
                && (current.epoch() >= epoch || current.holder() != null && !overHolder)) {
            throw fenced(current);
        }
        requireShape(get("its number of slots", keys.slots()));
        put(current, new Lease(epoch, nextTerm(current), holder));
        long acknowledged = acknowledgedWrites.get();
        long writes = Keys.number(get("its counter of writes", keys.writes()));
        if (mine) {
            requireHistory(acknowledged, writes);
        } else {
            acknowledgedWrites.set(writes);
        }
    }

    /** Makes sure that the lease is held here, and that nothing is done any more that was sent before. */
    synchronized void renew() {
        Lease current = lease();
        if (held == null || current != null && !isMine(current)) {
            throw fenced(current);
        }
        if (current == null) {
            throw damaged(
                    "no lease is there any more: the server has lost its contents, or the guest has ended");
        }
        put(current, new Lease(current.epoch(), nextTerm(current), holder));
    }

    /** The same, unless {@link #erase} has been here before: it may not have come as far elsewhere. */
    synchronized void renewUnlessErased() {
        if (lease() != null) {
            renew();
        }
    }

    private static long nextTerm(@Nullable Lease lease) {
        return lease == null ? 1 : lease.term() + 1;
    }

    private void put(@Nullable Lease current, Lease next) {
        if (!changeLease(current == null ? "" : current.toString(), next)) {
            throw fenced(lease());
        }
        held = next;
        inDoubt = false;
    }

    private boolean changeLease(String current, Lease next) {
        return exchange("its lease", connection -> run(connection, Script.CHANGE_LEASE, current,
                List.of(), List.of(Keys.bytes(next.toString())))) != null;
    }

    /** Gives the lease up, where it is still held here. */
    synchronized void giveUp() {
        Lease current = lease();
        if (isMine(current)) {
            changeLease(current.toString(), current.givenUp());
        }
        held = null;
    }

    private synchronized Lease requireHeld() {
        if (held == null || inDoubt) {
            renew();
        }
        return Objects.requireNonNull(held);
    }

    /** Notes that a change got no answer, or was refused; nothing of an earlier lease is to be feared any more. */
    private synchronized void doubt(Lease tiedTo) {
        inDoubt |= tiedTo.equals(held);
    }

    /** A bit for each slot that lies here, the first slot in the highest bit of the first byte. */
    byte[] map() {
        byte[] map = get("its map", keys.map());
        return map == null ? new byte[0] : map;
    }

    /** The values of slots, in their order; nothing where there is nothing. */
    List<byte @Nullable []> read(long[] slots) {
        byte[][] arguments = new byte[2 + slots.length][];
        arguments[0] = keys.writes();
        arguments[1] = keys.slots();
        for (int i = 0; i < slots.length; i++) {
            arguments[2 + i] = keys.slot(slots[i]);
        }
        long acknowledged = acknowledgedWrites.get();
        List<byte[]> values = exchange(describe(slots), connection -> {
            connection.sendCommand(Command.MGET, arguments);
            return connection.getBinaryMultiBulkReply();
        });
        if (held != null) {
            requireHistory(acknowledged, Keys.number(values.getFirst()));
        }
        requireShape(values.get(1));
        return values.subList(2, values.size());
    }

    /**
     * Writes slots that lie nowhere, or here.
     *
     * @param mapped whether the map is known to have them all
     * @throws InDoubtException where the server may have done it; after another error it has not
     */
    void write(List<PageValue> pages, boolean mapped) {
        asHolder(lease -> tryWrite(lease, pages, mapped));
    }

    @Nullable
    private Long tryWrite(Lease lease, List<PageValue> pages, boolean mapped) {
        long acknowledged = acknowledgedWrites.get();
        WriteTransaction lost = null;
        try (WriteTransaction transaction = new WriteTransaction(server.connection(), keys, slotCount)) {
            lost = transaction;
            WriteTransaction.Found found = transaction.send(pages, mapped);
            if (!lease.toString().equals(found.lease())) {
                return null;
            }
            requireHistory(acknowledged, found.writes());
            return transaction.commit();
        } catch (JedisException failed) {
            FerryException error = unreachable(describe(slots(pages)), failed);
            if (lost == null || !lost.isInDoubt()) {
                throw error;
            }
            doubt(lease);
            throw new InDoubtException(error.getMessage(), failed);
        }
    }

    /** Writes slots that lie here: where the server has no room, in the room that they have. */
    void rewrite(List<PageValue> pages, boolean mapped) {
        try {
            write(pages, mapped);
        } catch (FerryException failed) {
            if (!saysFull(failed.getCause())) {
                throw failed;
            }
            change(Script.WRITE, slots(pages), pages.stream().map(PageValue::bytes).toList());
        }
    }

    private static boolean saysFull(@Nullable Throwable cause) {
        return cause instanceof JedisDataException refused && refused.getMessage().contains("OOM ");
    }

    /** Deletes slots that lie here. */
    void free(long[] slots) {
        change(Script.FREE, slots, List.of());
    }

    /** Deletes everything, the lease with it; or finds that done. */
    void erase() {
        if (lease() != null) {
            byte[] map = map();
            for (int first = 0; first < map.length; first += ERASED_MAP_BYTES) {
                long[] slots = Placement.slots(map, first, Math.min(map.length, first + ERASED_MAP_BYTES));
                if (slots.length > 0) {
                    free(slots);
                }
            }
            change(Script.ERASE, new long[0], List.of());
        }
        synchronized (this) {
            held = null;
        }
    }

    private void change(Script script, long[] slots, List<byte[]> values) {
        List<byte[]> slotKeys = Arrays.stream(slots).mapToObj(keys::slot).toList();
        List<byte[]> arguments = new ArrayList<>();
        Arrays.stream(slots).mapToObj(slot -> Keys.bytes(Long.toString(slot))).forEach(arguments::add);
        arguments.addAll(values);
        asHolder(lease -> exchange(describe(slots), connection -> {
            long acknowledged = acknowledgedWrites.get();
            requireHistory(acknowledged, Keys.number(get(connection, keys.writes())));
            try {
                return run(connection, script, lease.toString(), slotKeys, arguments);
            } catch (JedisException lost) {
                doubt(lease);
                throw lost;
            }
        }));
    }

    /** Does a change that is tied to the lease, again where another thread has just renewed it. */
    private void asHolder(Function<Lease, @Nullable Long> change) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Lease lease = requireHeld();
            Long writes = change.apply(lease);
            if (writes != null) {
                acknowledgedWrites.accumulateAndGet(writes, Math::max);
                return;
            }
            doubt(lease);
        }
        throw new FerryException(ErrorCode.SWAP_UNREACHABLE, message("the lease is renewed all the time"));
    }

    /** What the script answers; nothing where the lease is another. */
    @Nullable
    private Long run(Connection connection,
            Script script,
            String lease,
            List<byte[]> slotKeys,
            List<byte[]> arguments) {
        List<byte[]> guestKeys = Script.keys(keys);
        List<byte[]> all = new ArrayList<>();
        all.add(script.text());
        all.add(Keys.bytes(Integer.toString(guestKeys.size() + slotKeys.size())));
        all.addAll(guestKeys);
        all.addAll(slotKeys);
        all.add(Keys.bytes(lease));
        all.addAll(arguments);
        connection.sendCommand(Command.EVAL, all.toArray(byte[][]::new));
        return (Long) connection.getOne();
    }

    /** Nothing was written where the number is not known. */
    private void requireShape(byte @Nullable [] found) {
        if (found != null && !Arrays.equals(found, slotCount)) {
            throw damaged("it has " + Keys.text(found) + " slots, wanted are " + Keys.text(slotCount));
        }
    }

    /** What was acknowledged is taken from before the server was asked: other threads may have written since. */
    private void requireHistory(long acknowledged, long writes) {
        if (writes < acknowledged) {
            throw damaged("the server remembers " + writes + " writes and has acknowledged " + acknowledged
                    + ": it came back empty, or from an old copy of its memory");
        }
    }

    private byte @Nullable [] get(String what, byte[] key) {
        return exchange(what, connection -> get(connection, key));
    }

    private static byte @Nullable [] get(Connection connection, byte[] key) {
        connection.sendCommand(Command.GET, key);
        return connection.getBinaryBulkReply();
    }

    private <T> T exchange(String what, Function<Connection, T> exchange) {
        try (Connection connection = server.connection()) {
            return exchange.apply(connection);
        } catch (JedisException failed) {
            throw unreachable(what, failed);
        }
    }

    private FerryException unreachable(String what, JedisException failed) {
        server.failed();
        return new FerryException(ErrorCode.SWAP_UNREACHABLE, message(
                what + (failed instanceof JedisDataException ? " refused: " : " cannot be reached: ")
                        + rootMessage(failed)),
                failed);
    }

    static String rootMessage(Throwable failed) {
        return failed.getCause() == null
                ? String.valueOf(failed.getMessage())
                : rootMessage(failed.getCause());
    }

    private FerryException damaged(String what) {
        return new FerryException(ErrorCode.SWAP_DAMAGED, message(what));
    }

    FerryException fenced(@Nullable Lease lease) {
        String state = lease == null
                ? "nobody has the lease"
                : lease.holder() == null
                        ? "the lease was given up in epoch " + lease.epoch()
                        : "the lease is held by " + lease.holder() + ", epoch " + lease.epoch();
        return new FerryException(ErrorCode.SWAP_FENCED, message("refused to " + holder + ", " + state));
    }

    private String message(String what) {
        return "swap device of guest '" + guestId + "' at " + server.name() + ": " + what;
    }

    private static long[] slots(List<PageValue> pages) {
        return pages.stream().mapToLong(PageValue::slot).toArray();
    }

    private static String describe(long[] slots) {
        return slots.length == 0
                ? "its own keys"
                : "slot " + slots[0] + (slots.length == 1 ? "" : " and " + (slots.length - 1) + " more");
    }
}
