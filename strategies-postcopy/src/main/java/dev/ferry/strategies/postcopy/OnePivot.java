package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import org.jspecify.annotations.Nullable;

/**
 * Bubbling with one pivot (Hines et al. 2009, Figure 2): the owed page nearest to the pivot comes next, of two the left
 * one; claimed pages are skipped. A bubble that grows in one direction only leaves the pages on its other side to the
 * sticky sweep, which begins once the bubble has come to the end of memory.
 */
final class OnePivot implements Pivots {

    private final PageSet owed;
    private final BubbleDirection direction;
    private final long stepPages;
    /** All there is before the first fault: a bubble around page 0 is the same. */
    private final Edge sweep;
    private long pivot;
    private Edge left = Edge.ENDED;
    private Edge right = Edge.ENDED;

    OnePivot(PageSet owed, BubbleDirection direction, long stepPages) {
        this.owed = new ShrinkingPages(owed);
        this.direction = direction;
        this.stepPages = stepPages;
        this.sweep = Edge.sweep(this.owed, direction);
    }

    @Override
    public void onNetworkFault(long page) {
        pivot = page;
        left = direction.growsBackward() ? Edge.skipping(owed, false, page - 1) : Edge.ENDED;
        right = direction.growsForward() ? Edge.skipping(owed, true, page + 1) : Edge.ENDED;
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        long toLeft = distance(left);
        long toRight = distance(right);
        boolean alone = Math.max(toLeft, toRight) == Long.MAX_VALUE;
        Edge nearer = toLeft <= toRight ? left : right;
        // Without the other edge to take turns with, longer runs are the same order.
        PageRun run = nearer.next(alone ? maxPages : Math.min(maxPages, stepPages));
        return run == null ? sweep.next(maxPages) : run;
    }

    private long distance(Edge edge) {
        long page = edge.advance();
        return page == PageSet.NONE ? Long.MAX_VALUE : Math.abs(page - pivot);
    }
}
