package dev.ferry.engine.order;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Lets any scheduler work on positions of an order instead of addresses: bubbling around a fault then pushes what was
 * used at about the same time. What it hands out as one run is handed out as the runs of pages that it is, before it is
 * asked again.
 */
public final class OrderedPush implements PushScheduler {

    private final PageOrder order;
    private final PushScheduler inner;
    private PageSet owed = new PageBitmap(0);
    /**
     * What the inner scheduler sees. A page that somebody claimed leaves it once that is noticed: when it was handed
     * out, when its fault is told, or when it is met.
     */
    private PageBitmap owedPositions = new PageBitmap(0);
    /** Positions that the inner scheduler has handed out, and this one has not yet. */
    private long pending;
    private long pendingEnd;
    /** The positions that were handed out last. */
    private long handedOut;
    private long handedOutEnd;

    /** Puts {@code inner} to work on the positions of {@code order}. */
    public OrderedPush(PageOrder order, PushScheduler inner) {
        this.order = order;
        this.inner = inner;
    }

    @Override
    public void begin(PageSet pages) {
        owed = pages;
        owedPositions = order.positions(pages);
        pending = pendingEnd = 0;
        handedOut = handedOutEnd = 0;
        inner.begin(owedPositions);
    }

    @Override
    public void onNetworkFault(long page) {
        dropClaimed();
        long position = order.position(page);
        owedPositions.remove(position);
        inner.onNetworkFault(position);
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        dropClaimed();
        while (!findPending()) {
            PageRun run = inner.next(maxPages);
            if (run == null) {
                return null;
            }
            check(run, maxPages);
            pending = run.first();
            pendingEnd = run.end();
            if (!owedWithin(run)) {
                return handOut(maxPages); // A waste, which whoever asks is to count.
            }
        }
        return handOut(maxPages);
    }

    /** What was handed out has been claimed since, unless somebody gave it back. */
    private void dropClaimed() {
        for (long position = handedOut; position < handedOutEnd; position++) {
            dropIfClaimed(position);
        }
        handedOut = handedOutEnd;
    }

    private boolean dropIfClaimed(long position) {
        boolean claimed = !owed.contains(order.page(position));
        if (claimed) {
            owedPositions.remove(position);
        }
        return claimed;
    }

    /** Goes on to the next pending position that is owed; says whether there is one. */
    private boolean findPending() {
        while (pending < pendingEnd && (!owedPositions.contains(pending) || dropIfClaimed(pending))) {
            pending++;
        }
        return pending < pendingEnd;
    }

    private boolean owedWithin(PageRun run) {
        return owedPositions.next(run.first(), run.end()) != PageSet.NONE;
    }

    private PageRun handOut(long maxPages) {
        handedOut = pending;
        handedOutEnd = Math.min(Math.min(pendingEnd, order.runEnd(pending)), pending + maxPages);
        pending = handedOutEnd;
        return new PageRun(order.page(handedOut), handedOutEnd - handedOut);
    }

    private void check(PageRun run, long maxPages) {
        if (run.count() > maxPages || run.end() > order.pageCount()) {
            throw new FerryException(ErrorCode.PLUGIN_FAILED,
                    "scheduler " + inner.getClass().getName() + " handed out " + run + ", asked for at most "
                            + maxPages + " pages of " + order.pageCount());
        }
    }
}
