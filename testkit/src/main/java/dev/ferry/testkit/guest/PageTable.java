package dev.ferry.testkit.guest;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The page table of a software guest: an entry of eight bytes for each page, as an MMU has it. Goes with the guest's
 * execution state as the runs of entries that are present:
 *
 * <pre>
 *   mark (8 bytes), count of runs (8), for each run: first (8), count (8); all little-endian
 * </pre>
 *
 * For any thread.
 */
final class PageTable {

    private static final long PRESENT = 1;
    private static final long FRAME_SHIFT = 12;
    /** "FERRYPTE", which no workload's state begins with: its first word is a seed of a guest. */
    private static final long MARK = 0x4554505952524546L;

    private final AtomicLongArray entries;

    PageTable(long pageCount) {
        this.entries = new AtomicLongArray(Math.toIntExact(pageCount));
    }

    long pageCount() {
        return entries.length();
    }

    boolean isPresent(long page) {
        return (entries.get((int) page) & PRESENT) != 0;
    }

    void map(long page) {
        entries.set((int) page, page << FRAME_SHIFT | PRESENT);
    }

    void unmap(long page) {
        entries.set((int) page, entries.get((int) page) & ~PRESENT);
    }

    byte[] addTo(byte[] state) {
        long[] runs = presentRuns();
        ByteBuffer out = ByteBuffer.allocate((2 + runs.length) * Long.BYTES + state.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MARK).putLong(runs.length / 2);
        for (long number : runs) {
            out.putLong(number);
        }
        return out.put(state).array();
    }

    private long[] presentRuns() {
        long[] runs = new long[16];
        int length = 0;
        for (int page = 0; page < entries.length(); page++) {
            int first = page;
            while (page < entries.length() && isPresent(page)) {
                page++;
            }
            if (page > first) {
                runs = length == runs.length ? Arrays.copyOf(runs, 2 * length) : runs;
                runs[length++] = first;
                runs[length++] = page - first;
            }
        }
        return Arrays.copyOf(runs, length);
    }

    byte[] takeFrom(byte[] state) {
        ByteBuffer in = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.getLong() != MARK) {
                throw new IllegalArgumentException("the state of a guest that comes without a page table: "
                        + TrapKind.SETTING.key() + " is to be the same at both ends");
            }
            long runs = in.getLong();
            for (long run = 0; run < runs; run++) {
                mapRun(in.getLong(), in.getLong());
            }
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException(
                    "a page table that is cut off after " + state.length + " bytes", cut);
        }
        return Arrays.copyOfRange(state, in.position(), state.length);
    }

    private void mapRun(long first, long count) {
        if (first < 0 || count < 1 || count > entries.length() - first) {
            throw new IllegalArgumentException(
                    "a page table with " + count + " pages from " + first + " on, of "
                            + entries.length());
        }
        for (long page = first; page < first + count; page++) {
            map(page);
        }
    }

    /** Refuses a state that comes with a page table. */
    static void refuse(byte[] state) {
        if (state.length >= Long.BYTES
                && ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).getLong() == MARK) {
            throw new IllegalArgumentException("the state of a guest that comes with a page table: "
                    + TrapKind.SETTING.key() + " is to be the same at both ends");
        }
    }
}
