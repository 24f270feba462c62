package dev.ferry.simulator.trace;

import java.time.Duration;

/**
 * What holds for all of a trace.
 *
 * @param pageSizeBytes the guest's page size, a power of two from 512 on
 * @param pageCount how many pages the guest has, 1 to {@link #MAX_PAGES}
 * @param intervalNanos how long an interval was meant to be, at least 1 and at most {@link #MAX_INTERVAL}
 * @param accessesKnown whether intervals say what was read, too; otherwise only writes are known
 * @param workKnown whether intervals say how much work the guest did
 */
public record TraceHeader(int pageSizeBytes, long pageCount, long intervalNanos, boolean accessesKnown,
        boolean workKnown) {

    /** The largest guest of a trace: 1 TiB of pages of 4 KiB; a set of its pages takes 32 MiB. */
    public static final long MAX_PAGES = 1L << 28;
    /** The longest interval. */
    public static final Duration MAX_INTERVAL = Duration.ofHours(1);

    static final int MIN_PAGE_BYTES = 512;
    static final int MAX_PAGE_BYTES = 1 << 30;

    /** Checks the bounds. */
    public TraceHeader {
        require(Integer.bitCount(pageSizeBytes) == 1 && pageSizeBytes >= MIN_PAGE_BYTES
                && pageSizeBytes <= MAX_PAGE_BYTES, "page size", pageSizeBytes,
                "a power of two from " + MIN_PAGE_BYTES + " to " + MAX_PAGE_BYTES);
        require(pageCount >= 1 && pageCount <= MAX_PAGES, "page count", pageCount, "1 to " + MAX_PAGES);
        require(intervalNanos >= 1 && intervalNanos <= MAX_INTERVAL.toNanos(), "interval", intervalNanos,
                "1 to " + MAX_INTERVAL.toNanos() + " ns");
    }

    private static void require(boolean allowed, String field, long value, String what) {
        if (!allowed) {
            throw new IllegalArgumentException(field + " is " + value + ", allowed is " + what);
        }
    }
}
