package dev.ferry.strategies.postcopy;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bubbles of one migration (Hines et al. 2009, section 3.2 and Figure 2): the most recent faults each grow one, and
 * the owed page that is nearest to any of these pivots comes next. So a new bubble catches up with those that are there,
 * and bubbles of one size take turns, the left edge of each before the right one. A new pivot replaces the oldest one,
 * and has its place among equals.
 *
 * <p>
 * The edges of the newest bubble skip claimed pages, as the only one does where there is one pivot. Those of the others
 * stop for good at the next one that they meet: two bubbles that touch grow apart. Where no bubble can grow the sticky
 * sweep goes on, which is never replaced, so that push never stalls.
 *
 * <p>
 * Only pages that were owed when push began are positions: an edge goes over the others, such as those that pre-copy has
 * sent or that were never used, without stopping.
 */
final class Bubbles {

    private final PageSet owed;
    private final PageSet owedAtFirst;
    private final BubbleDirection direction;
    private final long stepPages;
    /** Left, right, left, right, … */
    private final Edge[] edges;
    private final Edge sweep;
    /** The place of the newest bubble: that of its left edge. The next one is the oldest. */
    private int newest;

    Bubbles(PageSet owed, int pivots, BubbleDirection direction, long stepPages) {
        this.owed = new ShrinkingPages(owed);
        this.owedAtFirst = new ShrinkingPages(PageBitmap.copyOf(owed));
        this.direction = direction;
        this.stepPages = stepPages;
        this.edges = new Edge[2 * pivots];
        Arrays.fill(edges, Edge.ENDED);
        this.newest = edges.length - 2;
        this.sweep = Edge.sweep(this.owed, direction);
    }

    /** A page that was asked for becomes a pivot. */
    void onNetworkFault(long page) {
        edges[newest].stopAtClaimed(owedAtFirst);
        edges[newest + 1].stopAtClaimed(owedAtFirst);
        newest = (newest + 2) % edges.length;
        edges[newest] = direction.growsBackward() ? new Edge(owed, false, page - 1) : Edge.ENDED;
        edges[newest + 1] = direction.growsForward() ? new Edge(owed, true, page + 1) : Edge.ENDED;
    }

    /** What to push next; null only where nothing is owed. */
    @Nullable
    PageRun next(long maxPages) {
        Edge nearest = Edge.ENDED;
        long least = Long.MAX_VALUE;
        int growing = 0;
        for (Edge edge : edges) {
            long distance = edge.distance();
            if (distance < Long.MAX_VALUE) {
                growing++;
            }
            if (distance < least) {
                least = distance;
                nearest = edge;
            }
        }
        // Without another edge to take turns with, longer runs are the same order.
        PageRun run = nearest.next(growing > 1 ? Math.min(maxPages, stepPages) : maxPages);
        // None, too, where another thread has just claimed what that edge had come to.
        return run == null ? sweep.next(maxPages) : run;
    }
}
