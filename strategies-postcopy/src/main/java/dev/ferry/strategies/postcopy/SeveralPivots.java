package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bubbling with several pivots (Hines et al. 2009, section 3.2 B and C): the most recent faults each grow a bubble, and
 * a new one replaces the oldest. An edge that meets a claimed page stops for good: two bubbles that touch grow apart.
 * The turn goes round from edge to edge: the left and the right one of each bubble in turn. Only where no bubble can
 * grow the sticky sweep goes on, which is never replaced and skips claimed pages, so that push never stalls.
 *
 * <p>
 * A new bubble has the place in the round of the one that it replaces. Only pages that were owed when push began are
 * positions: an edge goes over the others, such as those that pre-copy has sent or that were never used, without
 * stopping.
 */
final class SeveralPivots implements Pivots {

    private final PageSet owed;
    private final PageSet positions;
    private final BubbleDirection direction;
    private final long stepPages;
    /** In the order of their turns: left, right, left, right, … */
    private final Edge[] edges;
    private final Edge sweep;
    private int turn;
    /** The place of the oldest bubble: that of its left edge. */
    private int oldest;

    SeveralPivots(PageSet owed, int pivots, BubbleDirection direction, long stepPages) {
        this.owed = new ShrinkingPages(owed);
        this.positions = new ShrinkingPages(PageBitmap.copyOf(owed));
        this.direction = direction;
        this.stepPages = stepPages;
        this.edges = new Edge[2 * pivots];
        Arrays.fill(edges, Edge.ENDED);
        this.sweep = Edge.sweep(this.owed, direction);
    }

    @Override
    public void onNetworkFault(long page) {
        edges[oldest] = direction.growsBackward() ? edge(false, page - 1) : Edge.ENDED;
        edges[oldest + 1] = direction.growsForward() ? edge(true, page + 1) : Edge.ENDED;
        oldest = (oldest + 2) % edges.length;
    }

    private Edge edge(boolean forward, long from) {
        return Edge.stopping(positions, owed, forward, from);
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        for (int asked = 0; asked < edges.length; asked++) {
            Edge edge = edges[turn];
            turn = (turn + 1) % edges.length;
            PageRun run = edge.next(Math.min(maxPages, stepPages));
            if (run != null) {
                return run;
            }
        }
        return sweep.next(maxPages);
    }
}
