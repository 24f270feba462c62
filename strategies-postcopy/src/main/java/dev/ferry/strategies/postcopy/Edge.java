package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import org.jspecify.annotations.Nullable;

/**
 * One edge of a bubble: goes over the positions of the push order in one direction and gives out the owed pages that it
 * comes to. An edge either skips pages that are claimed, or stops at the first one for good.
 */
final class Edge {

    /** Gives out nothing. */
    static final Edge ENDED = new Edge(new PageBitmap(0), new PageBitmap(0), true, PageSet.NONE);

    /** The pages that it goes over; where these are the owed ones, it skips what is claimed. */
    private final PageSet positions;
    private final PageSet owed;
    private final boolean forward;
    /** The next position that it looks at; {@link PageSet#NONE} once it has ended. */
    private long position;

    private Edge(PageSet positions, PageSet owed, boolean forward, long from) {
        this.positions = positions;
        this.owed = owed;
        this.forward = forward;
        this.position = from;
    }

    /** An edge that skips claimed pages and ends with memory. */
    static Edge skipping(PageSet owed, boolean forward, long from) {
        return new Edge(owed, owed, forward, from);
    }

    /**
     * An edge that stops at the first claimed page.
     *
     * @param positions the pages that were owed when push began: one that never was is no position, and stops nothing
     */
    static Edge stopping(PageSet positions, PageSet owed, boolean forward, long from) {
        return new Edge(positions, owed, forward, from);
    }

    /** The edge of the sticky pivot: skips claimed pages, from page 0 on, or where bubbles grow backward from the end. */
    static Edge sweep(PageSet owed, BubbleDirection direction) {
        boolean forward = direction.growsForward();
        return skipping(owed, forward, forward ? 0 : owed.pageCount() - 1);
    }

    /** Moves on to the next owed page and says which it is; {@link PageSet#NONE} where the edge has ended. */
    long advance() {
        if (position == PageSet.NONE || isOwed(position)) {
            return position;
        }
        position = forward ? positions.next(position) : positions.previous(position);
        if (stops() && !isOwed(position)) {
            position = PageSet.NONE;
        }
        return position;
    }

    /** The next owed pages that hang together, at most {@code maxPages}; null where the edge has ended. */
    @Nullable
    PageRun next(long maxPages) {
        long nearest = advance();
        if (nearest == PageSet.NONE) {
            return null;
        }
        // Not looked at again: another thread may have claimed it by now, and the run must not be empty.
        long beyond = after(nearest);
        for (long count = 1; count < maxPages && isOwed(beyond); count++) {
            beyond = after(beyond);
        }
        if (stops()) {
            position = beyond;
        }
        return forward ? PageRun.between(nearest, beyond) : PageRun.between(beyond + 1, nearest + 1);
    }

    private long after(long page) {
        return forward ? page + 1 : page - 1;
    }

    private boolean isOwed(long page) {
        return page >= 0 && page < owed.pageCount() && owed.contains(page);
    }

    private boolean stops() {
        return positions != owed;
    }
}
