package dev.ferry.testkit.memory;

import dev.ferry.api.memory.PageSet;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Writes round some pages, ever greater values, and knows which writes a dirty log owes. One thread writes, another
 * one looks: what was written when it began to look must have been reported when its collect is over.
 */
final class WriteStream implements Callable<Long> {

    /** Looks during which something was written; the others prove nothing. */
    private static final int OVERLAPPING_LOOKS = 10_000;
    /** A machine that is busy with other things runs the two threads by turns, and few looks overlap. */
    private static final long MAX_NANOS = 1_000_000_000;

    /** Writes the first word of a page. */
    @FunctionalInterface
    interface Writer {
        void write(long page, long value);
    }

    private final Writer writer;
    private final int pages;
    private final AtomicLongArray written;
    private final long[] owed;
    private final long[] seen;
    private final long startNanos = System.nanoTime();
    private volatile long writes;
    private volatile boolean stopped;
    private long writesBefore;
    private int overlappingLooks;

    WriteStream(Writer writer, long pages) {
        this.writer = writer;
        this.pages = Math.toIntExact(pages);
        this.written = new AtomicLongArray(this.pages);
        this.owed = new long[this.pages];
        this.seen = new long[this.pages];
    }

    /** Writes until it is told to stop; returns how often it has written. */
    @Override
    public Long call() {
        for (long value = 1; !stopped; value++) {
            int page = (int) (value % pages);
            writer.write(page, value);
            written.set(page, value);
            writes = value;
            if (page == 0) {
                rest();
            }
        }
        return writes;
    }

    /** A write that was lost shows until its page is written again: that is to be after the next look. */
    private static void rest() {
        for (int spin = 0; spin < 30; spin++) {
            Thread.onSpinWait();
        }
    }

    void stop() {
        stopped = true;
    }

    /** Whether so many collects have met with writes that a gap would have shown. */
    boolean isEnough() {
        return overlappingLooks >= OVERLAPPING_LOOKS || System.nanoTime() - startNanos > MAX_NANOS;
    }

    /** What is written by now is owed by the collect that follows. */
    void beginLook() {
        writesBefore = writes;
        for (int page = 0; page < pages; page++) {
            owed[page] = written.get(page);
        }
    }

    /** A collect reported these pages; {@code word} reads what they hold. */
    void look(PageSet reported, LongUnaryOperator word) {
        overlappingLooks += writes > writesBefore ? 1 : 0;
        for (long page = reported.next(0); page != PageSet.NONE
                && page < pages; page = reported.next(page + 1)) {
            seen[(int) page] = word.applyAsLong(page);
        }
    }

    /** The first page with an owed write that was not seen. */
    OptionalLong lost() {
        return LongStream.range(0, pages).filter(page -> seen[(int) page] < owed[(int) page]).findFirst();
    }
}
