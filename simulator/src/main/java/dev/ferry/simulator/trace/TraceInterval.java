package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a guest did in one interval. In which order, and how often it touched a page, is not known. The sets belong to
 * whoever has the interval.
 *
 * @param elapsedNanos how long it took, at least 1
 * @param work the units of work done, not negative; empty where unknown
 * @param dirtied the pages written
 * @param accessed the pages read or written, among them all of {@code dirtied}; empty where reads are unknown
 */
public record TraceInterval(long elapsedNanos, OptionalLong work, PageBitmap dirtied,
        Optional<PageBitmap> accessed) {

    /** The longest that a trace can hold. */
    public static final Duration MAX_ELAPSED = Duration.ofDays(1);

    /** Checks that what was written was accessed. */
    public TraceInterval {
        if (elapsedNanos < 1 || work.orElse(0) < 0) {
            throw new IllegalArgumentException("an interval of " + elapsedNanos + " ns with "
                    + work.orElse(0) + " units of work: time is positive, work is not negative");
        }
        accessed.ifPresent(pages -> {
            PageBitmap missing = PageBitmap.copyOf(dirtied);
            missing.removeAll(pages);
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException(
                        "page " + missing.next(0) + " was written, and is not among those accessed");
            }
        });
    }

    /** The pages known to have been touched. */
    public PageBitmap touched() {
        return accessed.orElse(dirtied);
    }

    /** The pages known to have been read and not written; a set of its own. */
    PageBitmap onlyRead() {
        PageBitmap onlyRead = PageBitmap.copyOf(touched());
        onlyRead.removeAll(dirtied);
        return onlyRead;
    }
}
