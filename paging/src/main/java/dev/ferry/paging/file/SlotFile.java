package dev.ferry.paging.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An open swap file: lease, map and slots as they lie. Knows nothing of who may. */
final class SlotFile {

    /** An entry of the map: that the slot holds something, and its checksum. A hole of the file reads as neither. */
    private static final long WRITTEN = 1L << 63;
    private static final long CHECKSUM = 0xFFFF_FFFFL;
    /** One call takes no more, unless a slot is larger. */
    private static final int MAX_RUN_BYTES = 64 << 20;

    private final @Nullable FileChannel channel;
    private final SwapFileLayout layout;
    private final int maxRunSlots;

    /** The file in a channel; without one, a file that was not made yet: it holds nothing, and takes nothing. */
    SlotFile(@Nullable FileChannel channel, SwapFileLayout layout) {
        this.channel = channel;
        this.layout = layout;
        maxRunSlots = Math.max(1, MAX_RUN_BYTES / layout.slotBytes());
    }

    /** Neighbours in a batch: its elements from {@code first} to, not including, {@code end}. */
    private record Neighbours(int first, int end) {
        int count() {
            return end - first;
        }
    }

    /** The later of the copies that are whole; null where none is. */
    @Nullable
    Lease readLease() throws IOException {
        Lease later = null;
        for (int copy = 0; copy < SwapFileLayout.LEASE_COPIES; copy++) {
            ByteBuffer bytes = ByteBuffer.allocate(Lease.BYTES);
            read(bytes, SwapFileLayout.leaseOffset(copy));
            Lease lease = Lease.decode(bytes.flip());
            later = lease != null && (later == null || lease.sequence() > later.sequence()) ? lease : later;
        }
        return later;
    }

    /** One copy after the other: whoever is cut off spoils one at most, and the other is the lease before or after. */
    void writeLease(Lease lease) throws IOException {
        for (int copy = 0; copy < SwapFileLayout.LEASE_COPIES; copy++) {
            write(lease.encode(), SwapFileLayout.leaseOffset(copy));
        }
    }

    /** The contents go first: whoever is cut off in between leaves slots that do not fit their checksums. */
    void write(long[] slots, MemorySegment contents) throws IOException {
        for (Neighbours run : runs(slots).toList()) {
            ByteBuffer entries = ByteBuffer.allocate(run.count() * SwapFileLayout.ENTRY_BYTES);
            for (int i = run.first(); i < run.end(); i++) {
                entries.putLong(entry(slots[i], slice(contents, i, 1)));
            }
            write(slice(contents, run.first(), run.count()), layout.slotOffset(slots[run.first()]));
            write(entries.flip(), layout.entryOffset(slots[run.first()]));
        }
    }

    /** Reads slots; what is wrong with the first that is not as it was written, or empty. */
    Optional<String> read(long[] slots, MemorySegment target) throws IOException {
        for (Neighbours run : runs(slots).toList()) {
            ByteBuffer entries = ByteBuffer.allocate(run.count() * SwapFileLayout.ENTRY_BYTES);
            read(entries, layout.entryOffset(slots[run.first()]));
            read(slice(target, run.first(), run.count()), layout.slotOffset(slots[run.first()]));
            for (int i = run.first(); i < run.end(); i++) {
                long found = entries.getLong((i - run.first()) * SwapFileLayout.ENTRY_BYTES);
                if (found != entry(slots[i], slice(target, i, 1))) {
                    return Optional.of("slot " + slots[i] + complaint(found));
                }
            }
        }
        return Optional.empty();
    }

    private static long entry(long slot, ByteBuffer contents) {
        return WRITTEN | CHECKSUM & Checksum.of(slot, contents);
    }

    private static String complaint(long entry) {
        return (entry & WRITTEN) == 0
                ? " holds nothing"
                : " does not hold what was written: its checksum should be "
                        + Long.toHexString(entry & CHECKSUM);
    }

    /** Their room in the file stays theirs. */
    void free(long first, long count) throws IOException {
        for (long freed = 0; freed < count; freed += maxRunSlots) {
            ByteBuffer entries = ByteBuffer
                    .allocate((int) Math.min(maxRunSlots, count - freed) * SwapFileLayout.ENTRY_BYTES);
            write(entries, layout.entryOffset(first + freed));
        }
    }

    /** Leaves nothing of it, for those who have it open. */
    void clear() throws IOException {
        Objects.requireNonNull(channel).truncate(0);
    }

    /** Brings all that was written to the medium. */
    void force() throws IOException {
        Objects.requireNonNull(channel).force(true);
    }

    private Stream<Neighbours> runs(long[] slots) {
        return IntStream.iterate(0, first -> first < slots.length, first -> end(slots, first))
                .mapToObj(first -> new Neighbours(first, end(slots, first)));
    }

    private int end(long[] slots, int first) {
        int end = first + 1;
        while (end < slots.length && end - first < maxRunSlots && slots[end] == slots[end - 1] + 1) {
            end++;
        }
        return end;
    }

    private ByteBuffer slice(MemorySegment batch, int first, int count) {
        return batch.asSlice((long) first * layout.slotBytes(), (long) count * layout.slotBytes())
                .asByteBuffer();
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        for (long at = offset; bytes.hasRemaining();) {
            at += Objects.requireNonNull(channel).write(bytes, at);
        }
    }

    /** Reads until the buffer is full, or the file ends; beyond its end it holds zeros. */
    private void read(ByteBuffer bytes, long offset) throws IOException {
        for (long at = offset; bytes.hasRemaining();) {
            int count = channel == null ? -1 : channel.read(bytes, at);
            if (count < 0) {
                return;
            }
            at += count;
        }
    }
}
