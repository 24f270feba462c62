package dev.ferry.swap.redis;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapArguments;
import dev.ferry.api.swap.SwapDevice;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a guest on all servers. A slot lies on one of them, from when it is written until it is freed; which one
 * is noted at that server, in the same step, and read when the lease is taken, or when a reader does not find a slot.
 */
final class RedisSwapDevice implements SwapDevice {

    /** What goes over in one exchange, at most: more does not make it faster. */
    private static final int EXCHANGE_BYTES = 2 << 20;
    /** Above that a script has too many arguments; pages are rarely so small. */
    private static final int MOST_EXCHANGE_SLOTS = 1024;
    /** New slots that are too few to be spread over servers. */
    private static final int LEAST_STRIPE_SLOTS = 64;
    /** A slot that moves while it is looked for is found at the next, or the one after that. */
    private static final int READ_ATTEMPTS = 3;

    private final String guestId;
    private final MemoryGeometry geometry;
    private final List<Shard> shards;
    private final Together together;
    private final int exchangeSlots;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile Placement placement;
    /** That of the lease held here, or 0. */
    private volatile long epoch;

    RedisSwapDevice(String guestId, MemoryGeometry geometry, List<Shard> shards, Together together) {
        this.guestId = guestId;
        this.geometry = geometry;
        this.shards = shards;
        this.together = together;
        exchangeSlots = Math.clamp(EXCHANGE_BYTES / geometry.pageSizeBytes(), 1, MOST_EXCHANGE_SLOTS);
        placement = new Placement(geometry.pageCount(), shards.size());
    }

    @Override
    public int slotBytes() {
        return geometry.pageSizeBytes();
    }

    @Override
    public long slotCount() {
        return geometry.pageCount();
    }

    @Override
    public synchronized long attach() {
        List<@Nullable Lease> leases = together.map(shards, Shard::lease);
        long last = leases.stream().mapToLong(RedisSwapDevice::epoch).max().orElseThrow();
        boolean mine = true;
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            boolean mineHere = shards.get(i).isMine(lease);
            if (lease != null && lease.holder() != null && !mineHere) {
                throw shards.get(i).fenced(lease);
            }
            // What is earlier was left by a host that went only half-way, and says nothing.
            mine &= mineHere || epoch(lease) < last;
        }
        return claim(mine ? last : last + 1, false);
    }

    @Override
    public synchronized long takeOver(long epoch) {
        SwapArguments.requireEpoch(epoch);
        List<@Nullable Lease> leases = together.map(shards, Shard::lease);
        boolean told = false;
        for (int i = 0; i < leases.size(); i++) {
            Lease lease = leases.get(i);
            boolean begun = shards.get(i).isMine(lease) && epoch(lease) == epoch + 1;
            if (epoch(lease) > epoch && !begun) {
                throw shards.get(i).fenced(lease);
            }
            told |= begun || epoch(lease) == epoch;
        }
        if (!told) {
            throw shards.getFirst().fenced(leases.getFirst());
        }
        return claim(epoch + 1, true);
    }

    private static long epoch(@Nullable Lease lease) {
        return lease == null ? 0 : lease.epoch();
    }

    /** The first server decides between several hosts that try at once. */
    private long claim(long epoch, boolean overHolder) {
        shards.getFirst().claim(epoch, overHolder);
        together.run(shards.subList(1, shards.size()), shard -> shard.claim(epoch, overHolder));
        Placement placement = new Placement(slotCount(), shards.size());
        addMaps(placement, together.map(shards, Shard::map));
        this.placement = placement;
        this.epoch = epoch;
        return epoch;
    }

    private void addMaps(Placement placement, List<byte[]> maps) {
        for (int i = 0; i < maps.size(); i++) {
            placement.add(i, maps.get(i));
        }
    }

    /** Also what a claim has got that failed half-way: each shard knows whose its lease is. */
    @Override
    public synchronized void detach() {
        together.run(shards, Shard::giveUp);
        epoch = 0;
    }

    @Override
    public void write(long[] slots, MemorySegment contents) {
        SwapArguments.requireBatch(this, slots, contents);
        requireLease();
        for (int first = 0; first < slots.length; first += exchangeSlots) {
            int end = Math.min(slots.length, first + exchangeSlots);
            write(IntStream.range(first, end)
                    .mapToObj(i -> PageValue.of(slots[i], contents, (long) i * slotBytes(), slotBytes()))
                    .toList());
        }
    }

    private void write(List<PageValue> pages) {
        Map<Integer, List<PageValue>> placed = new HashMap<>();
        List<PageValue> fresh = new ArrayList<>();
        for (PageValue page : pages) {
            int shard = placement.shardOf(page.slot());
            (shard == Placement.NONE
                    ? fresh
                    : placed.computeIfAbsent(shard, unused -> new ArrayList<>())).add(page);
        }
        List<Runnable> exchanges = new ArrayList<>();
        placed.forEach((shard, some) -> exchanges.add(() -> rewrite(shard, some)));
        stripes(fresh).forEach(stripe -> exchanges.add(() -> place(stripe)));
        together.run(exchanges, Runnable::run);
    }

    /** Parts of about the same size, as many as there are servers with room, and not too small. */
    private List<List<PageValue>> stripes(List<PageValue> pages) {
        long roomy = shards.stream().filter(shard -> shard.server().hasRoom()).count();
        int count = Math.max(1, (int) Math.min(roomy, pages.size() / LEAST_STRIPE_SLOTS));
        int size = Math.ceilDiv(pages.size(), count);
        return size == 0
                ? List.of()
                : IntStream.range(0, Math.ceilDiv(pages.size(), size))
                        .mapToObj(i -> pages.subList(i * size, Math.min(pages.size(), (i + 1) * size)))
                        .toList();
    }

    /** Writes slots that lie on a server, which need no new place in its map unless that is in doubt. */
    private void rewrite(int shard, List<PageValue> pages) {
        boolean mapped = pages.stream().allMatch(page -> placement.isMapped(page.slot()));
        shards.get(shard).rewrite(pages, mapped);
        if (!mapped) {
            pages.forEach(page -> placement.set(page.slot(), shard));
        }
    }

    /** Writes slots that lie nowhere: to the server whose turn it is, or the next that takes them. */
    private void place(List<PageValue> pages) {
        FerryException refusal = null;
        for (int shard : inTurn()) {
            try {
                shards.get(shard).write(pages, false);
                pages.forEach(page -> placement.set(page.slot(), shard));
                return;
            } catch (InDoubtException perhapsStored) {
                pages.forEach(page -> placement.doubt(page.slot(), shard));
                throw perhapsStored;
            } catch (FerryException refused) {
                if (refused.code() != ErrorCode.SWAP_UNREACHABLE) {
                    throw refused;
                }
                refusal = refused;
            }
        }
        throw Objects.requireNonNull(refusal);
    }

    /** All servers once: those that have room go first. */
    private int[] inTurn() {
        int first = turn.getAndIncrement();
        int[] round = IntStream.range(0, shards.size()).map(i -> Math.floorMod(first + i, shards.size()))
                .toArray();
        return IntStream.concat(IntStream.of(round).filter(this::hasRoom),
                IntStream.of(round).filter(shard -> !hasRoom(shard))).toArray();
    }

    private boolean hasRoom(int shard) {
        return shards.get(shard).server().hasRoom();
    }

    @Override
    public void read(long[] slots, MemorySegment target) {
        SwapArguments.requireBatch(this, slots, target);
        for (int first = 0; first < slots.length; first += exchangeSlots) {
            int end = Math.min(slots.length, first + exchangeSlots);
            byte[][] values = find(LongStream.of(slots).skip(first).limit(end - first).toArray());
            for (int i = first; i < end; i++) {
                PageValue page = new PageValue(slots[i], values[i - first]);
                String damage = page.damage(slotBytes());
                if (!damage.isEmpty()) {
                    throw damaged(slots[i], "at " + holderOf(slots[i]) + " " + damage);
                }
                page.copyPageTo(target, (long) i * slotBytes());
            }
        }
    }

    private String holderOf(long slot) {
        return shards.get(placement.shardOf(slot)).server().name();
    }

    /** The values of all slots. Those that are not where they were, or of which nothing is known, are looked for. */
    private byte[][] find(long[] slots) {
        byte[][] values = new byte[slots.length][];
        FerryException unreachable = null;
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            if (attempt > 0) {
                if (knowsWhereSlotsLie()) {
                    break;
                }
                unreachable = readMaps();
            }
            fetch(slots, values);
            if (IntStream.range(0, slots.length).allMatch(i -> values[i] != null)) {
                return values;
            }
        }
        if (unreachable != null) {
            throw unreachable;
        }
        long missing = slots[IntStream.range(0, slots.length).filter(i -> values[i] == null).findFirst()
                .orElseThrow()];
        throw damaged(missing, "lies on none of "
                + shards.stream().map(shard -> shard.server().name()).distinct().toList());
    }

    /** Reads the values that are not there yet from the servers that are known to have them. */
    private void fetch(long[] slots, byte[][] values) {
        Map<Integer, List<Integer>> wanted = new HashMap<>();
        for (int i = 0; i < slots.length; i++) {
            int shard = placement.shardOf(slots[i]);
            if (values[i] == null && shard != Placement.NONE) {
                wanted.computeIfAbsent(shard, unused -> new ArrayList<>()).add(i);
            }
        }
        together.run(wanted.entrySet(), entry -> {
            List<Integer> indexes = entry.getValue();
            List<byte[]> found = shards.get(entry.getKey())
                    .read(indexes.stream().mapToLong(index -> slots[index]).toArray());
            for (int i = 0; i < found.size(); i++) {
                values[indexes.get(i)] = found.get(i);
            }
        });
    }

    /** Whoever holds the lease has placed them, and must not take a map for it that is older than a write under way. */
    private boolean knowsWhereSlotsLie() {
        Shard first = shards.getFirst();
        return epoch != 0 && first.isMine(first.lease());
    }

    /** Notes where slots are by now; says which server could not be asked. */
    @Nullable
    private FerryException readMaps() {
        FerryException unreachable = null;
        for (int i = 0; i < shards.size(); i++) {
            try {
                placement.add(i, shards.get(i).map());
            } catch (FerryException failed) {
                unreachable = failed;
            }
        }
        return unreachable;
    }

    @Override
    public void free(PageRun slots) {
        SwapArguments.requireRun(this, slots);
        requireLease();
        Map<Integer, List<Long>> freed = new HashMap<>();
        for (long slot = slots.first(); slot < slots.end(); slot++) {
            int shard = placement.shardOf(slot);
            if (shard != Placement.NONE) {
                freed.computeIfAbsent(shard, unused -> new ArrayList<>()).add(slot);
            }
        }
        together.run(freed.entrySet(), entry -> free(entry.getKey(), entry.getValue()));
    }

    private void free(int shard, List<Long> slots) {
        for (int first = 0; first < slots.size(); first += MOST_EXCHANGE_SLOTS) {
            List<Long> some = slots.subList(first, Math.min(slots.size(), first + MOST_EXCHANGE_SLOTS));
            some.forEach(slot -> placement.doubt(slot, shard));
            shards.get(shard).free(some.stream().mapToLong(slot -> slot).toArray());
            some.forEach(slot -> placement.set(slot, Placement.NONE));
        }
    }

    /**
     * At the first server last: as long as it holds the lease, the device is nobody else's. Goes on where a call before
     * has failed half-way.
     */
    @Override
    public synchronized void erase() {
        requireLease();
        together.run(shards.reversed(), Shard::renewUnlessErased);
        together.run(shards.subList(1, shards.size()), Shard::erase);
        shards.getFirst().erase();
        placement = new Placement(slotCount(), shards.size());
        epoch = 0;
    }

    private void requireLease() {
        if (epoch == 0) {
            throw shards.getFirst().fenced(shards.getFirst().lease());
        }
    }

    private FerryException damaged(long slot, String what) {
        return new FerryException(ErrorCode.SWAP_DAMAGED,
                "swap device of guest '" + guestId + "': slot " + slot + " " + what);
    }

    /** Does nothing: connections are the store's. */
    @Override
    public void close() {}
}
