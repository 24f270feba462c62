package dev.ferry.memory.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.ferry.memory.linux.nativecall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Ranges of this process that are taken out of their mappings together. The kernel then tells the other processors once
 * for many ranges and not for each, which is what scattered pages cost most; a kernel before Linux 6.14 does it range by
 * range. For one thread; closing it takes out what is left.
 */
final class MappedRanges implements AutoCloseable {

    /** {@code MADV_DONTNEED}: a page of a file stays in the file. */
    private static final int DONT_NEED = 4;
    /** {@code PIDFD_SELF}. */
    private static final int THIS_PROCESS = -10000;
    /** {@code UIO_MAXIOV}, the most that one call takes. */
    private static final int MAX_RANGES = 1024;
    /** {@code struct iovec}: address and length. */
    private static final int RANGE_BYTES = 2 * Long.BYTES;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment ranges = arena.allocate(MAX_RANGES * RANGE_BYTES, Long.BYTES);
    private int count;

    /** Takes out one range, at once. */
    static void takeOut(long start, long end) {
        SystemCall.MADVISE.call(start, end - start, DONT_NEED);
    }

    /** One more range, to be taken out now or later. */
    void add(long start, long end) {
        ranges.setAtIndex(JAVA_LONG, 2L * count, start);
        ranges.setAtIndex(JAVA_LONG, 2L * count + 1, end - start);
        count++;
        if (count == MAX_RANGES) {
            takeOutAll();
        }
    }

    /** Whether all or a part were taken out together, the others follow one by one, none twice. */
    private void takeOutAll() {
        long doneBytes = count == 0
                ? 0
                : SystemCall.PROCESS_MADVISE.attempt(THIS_PROCESS, ranges.address(), count, DONT_NEED, 0);
        for (int range = 0; range < count; range++) {
            long start = ranges.getAtIndex(JAVA_LONG, 2L * range);
            long bytes = ranges.getAtIndex(JAVA_LONG, 2L * range + 1);
            if (doneBytes <= 0) {
                takeOut(start, start + bytes);
            }
            doneBytes -= bytes;
        }
        count = 0;
    }

    @Override
    public void close() {
        takeOutAll();
        arena.close();
    }
}
