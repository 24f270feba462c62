package dev.ferry.paging.workingset;

import dev.ferry.api.memory.MemoryGeometry;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Finds the working set of a guest by what it swaps (Deshpande et al. 2016, section IV-D). S is what it swapped in and
 * out per second since the last adjustment: S &gt; τ, and the reservation grows by β; S &lt; τ, and it shrinks by α. So
 * it comes to swing round the least memory with which the guest swaps no more than τ: its working set. The paper has
 * "above the threshold" for both directions; the second is plainly "below".
 *
 * <p>An adjustment is due when an interval is over, the short one until the working set is stable, the long one from
 * then on. The long one ends early once more has been swapped than τ allows for all of it: S cannot come out below τ
 * any more, and a guest that waits for its pages is not to wait for the interval too.
 *
 * <p>There is a third outcome that the paper does not have: what was swapped came into memory that had room, as it does
 * for some time after the reservation has grown. Then more room would be of no use, nor can it be said that there is
 * too much, and the reservation stays as it is.
 *
 * <p><i>Stable</i>, which the paper does not define: among the last {@value #SWINGS} adjustments there are never two in
 * a row that shrink, and never more than {@value #GROWTHS_IN_A_ROW} that grow; with the paper's factors it takes two to
 * make good one that shrinks. As soon as there is one more in a row, the working set is not stable any more.
 *
 * <p>No threads, no clock; for one thread at a time.
 */
public final class WorkingSetTracker {

    private static final int SWINGS = 8;
    private static final int SHRINKS_IN_A_ROW = 1;
    private static final int GROWTHS_IN_A_ROW = 3;

    private static final double NANOS_PER_SECOND = 1e9;

    private final WorkingSetSettings settings;
    private final int pageSizeBytes;
    private final long minPages;
    private final long maxPages;
    private long reservationPages;
    private long swappedPages;
    private long drivenOutPages;
    private Duration sinceAdjusted = Duration.ZERO;
    private Swing swing = Swing.NONE;
    private boolean found;

    /**
     * Of a guest that nothing is known of.
     *
     * @param geometry the guest's memory
     * @param reservationPages what it has now
     */
    public WorkingSetTracker(WorkingSetSettings settings, MemoryGeometry geometry, long reservationPages) {
        this.settings = settings;
        this.pageSizeBytes = geometry.pageSizeBytes();
        this.minPages = Math.clamp(settings.minBytes() / pageSizeBytes, 1, geometry.pageCount());
        this.maxPages = settings.maxBytes() == 0
                ? geometry.pageCount()
                : Math.clamp(settings.maxBytes() / pageSizeBytes, minPages, geometry.pageCount());
        this.reservationPages = reservationPages;
    }

    /**
     * Takes what the guest has swapped, and adjusts the reservation if it is time to.
     *
     * @param pages swapped in and out since the last call, without those that went out only for memory to be less
     * @param drivenOut how many of them went out, others having come
     * @param elapsed the time since then
     * @param roomPages how much the reservation may grow, for there may be no more memory
     * @return the reservation from now on
     */
    public long adjust(long pages, long drivenOut, Duration elapsed, long roomPages) {
        swappedPages += pages;
        drivenOutPages += drivenOut;
        sinceAdjusted = sinceAdjusted.plus(elapsed);
        if (sinceAdjusted.compareTo(settings.interval()) < 0) {
            return reservationPages;
        }
        boolean over = sinceAdjusted.compareTo(interval()) >= 0;
        boolean swaps = swappedPages > pagesBelowThreshold(over ? sinceAdjusted : interval());
        if (swaps && drivenOutPages > 0) {
            found = true;
            adjusted(true, reservationPages + Math.clamp(roomPages, 0, growth()));
        } else if (over && !swaps) {
            adjusted(false, (long) (reservationPages * settings.shrink()));
        } else if (over) {
            beginInterval();
        }
        return reservationPages;
    }

    private double pagesBelowThreshold(Duration time) {
        return settings.thresholdBytesPerSecond() * (time.toNanos() / NANOS_PER_SECOND) / pageSizeBytes;
    }

    /** Few pages by a small factor would be as few again. */
    private long growth() {
        return Math.max(1, (long) (reservationPages * settings.grow()) - reservationPages);
    }

    private void adjusted(boolean grows, long pages) {
        reservationPages = Math.clamp(pages, minPages, maxPages);
        swing = swing.then(grows);
        beginInterval();
    }

    private void beginInterval() {
        swappedPages = 0;
        drivenOutPages = 0;
        sinceAdjusted = Duration.ZERO;
    }

    /** The reservation as it was adjusted last. */
    public long reservationPages() {
        return reservationPages;
    }

    /** How long it is from one adjustment to the next, at most. */
    public Duration interval() {
        return isStable() ? settings.stableInterval() : settings.interval();
    }

    /** Whether the reservation swings round the working set, as said above. */
    public boolean isStable() {
        return swing.adjustments() >= SWINGS;
    }

    /**
     * The working set: the reservation, once the guest has swapped more than τ. Empty before that, when nothing is
     * known but that the reservation is enough; it stays so for a guest that has enough with the least that it is
     * given.
     */
    public OptionalLong workingSetPages() {
        return found ? OptionalLong.of(reservationPages) : OptionalLong.empty();
    }

    /**
     * Where the adjustments have led.
     *
     * @param grows whether the last one did
     * @param inARow how many did the same, one after the other
     * @param adjustments since there were too many in a row
     */
    private record Swing(boolean grows, int inARow, int adjustments) {

        static final Swing NONE = new Swing(false, 0, 0);

        Swing then(boolean growsNow) {
            int same = growsNow == grows ? inARow + 1 : 1;
            boolean leaves = same > (growsNow ? GROWTHS_IN_A_ROW : SHRINKS_IN_A_ROW);
            return new Swing(growsNow, same, leaves ? 0 : adjustments + 1);
        }
    }
}
