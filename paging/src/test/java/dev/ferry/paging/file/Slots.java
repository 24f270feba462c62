package dev.ferry.paging.file;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Contents that tests write into slots: each made from its slot and a version of it, so that any can be told. */
final class Slots {

    static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 64);

    private Slots() {}

    /** Slots of one version, one after the other. */
    static MemorySegment contents(long version, long... slots) {
        MemorySegment contents = Arena.ofAuto().allocate(4096L * slots.length, Long.BYTES);
        for (int i = 0; i < slots.length; i++) {
            SplittableRandom random = new SplittableRandom(31 * version + slots[i]);
            MemorySegment slot = contents.asSlice(4096L * i, 4096);
            slot.set(ValueLayout.JAVA_LONG, 0, version);
            for (long offset = Long.BYTES; offset < 4096; offset += Long.BYTES) {
                slot.set(ValueLayout.JAVA_LONG, offset, random.nextLong());
            }
        }
        return contents;
    }

    static void write(SwapDevice device, long version, long... slots) {
        device.write(slots, contents(version, slots));
    }

    /** The version that a slot has. Throws what the device throws, and where the contents are of no version. */
    static long version(SwapDevice device, long slot) {
        MemorySegment read = Arena.ofAuto().allocate(4096, Long.BYTES);
        device.read(new long[]{slot}, read);
        long version = read.get(ValueLayout.JAVA_LONG, 0);
        if (read.mismatch(contents(version, slot)) != -1) {
            throw new AssertionError("slot " + slot + " was read, and is of no version");
        }
        return version;
    }

    static long[] range(long first, long end) {
        return LongStream.range(first, end).toArray();
    }
}
