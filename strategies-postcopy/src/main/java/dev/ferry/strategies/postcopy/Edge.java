package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import org.jspecify.annotations.Nullable;

/**
 * One edge of a bubble: goes over the pages of the push order in one direction and gives out the owed ones that it comes
 * to. It skips pages that are claimed, until it is told to stop at the next one for good.
 */
final class Edge {

    /** Gives out nothing. */
    static final Edge ENDED = new Edge(new PageBitmap(0), true, PageSet.NONE);

    private final PageSet owed;
    private final boolean forward;
    private final long from;
    /** The pages that it goes over; as long as these are the owed ones, it skips what is claimed. */
    private PageSet positions;
    /** The next position that it looks at; {@link PageSet#NONE} once it has ended. */
    private long position;

    /**
     * An edge that skips claimed pages and ends with memory.
     *
     * @param from the first page that it looks at, which may be outside memory
     */
    Edge(PageSet owed, boolean forward, long from) {
        this.owed = owed;
        this.forward = forward;
        this.from = from;
        this.positions = owed;
        this.position = from;
    }

    /** The edge of the sticky pivot: from page 0 on, or where bubbles grow backward from the end. */
    static Edge sweep(PageSet owed, BubbleDirection direction) {
        boolean forward = direction.growsForward();
        return new Edge(owed, forward, forward ? 0 : owed.pageCount() - 1);
    }

    /**
     * Has it stop at the next claimed page, from the next owed one on.
     *
     * @param owedAtFirst the pages that were owed when push began: one that never was stops nothing
     */
    void stopAtClaimed(PageSet owedAtFirst) {
        if (advance() != PageSet.NONE) {
            positions = owedAtFirst;
        }
    }

    /** Moves on to the next owed page and says which it is; {@link PageSet#NONE} where the edge has ended. */
    private long advance() {
        if (position == PageSet.NONE || isOwed(position)) {
            return position;
        }
        position = forward ? positions.next(position) : positions.previous(position);
        if (stops() && !isOwed(position)) {
            position = PageSet.NONE;
        }
        return position;
    }

    /** How far it has to go to the next owed page, from its pivot; {@link Long#MAX_VALUE} where it has ended. */
    long distance() {
        long page = advance();
        return page == PageSet.NONE ? Long.MAX_VALUE : Math.abs(page - from);
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
