package dev.ferry.paging;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import java.util.List;

/**
 * The pages that the guest can touch without a fault, and which of them is to go: CLOCK, with a second chance for each
 * page that has come since the hand passed it. Under the lock of the {@link Pager}.
 */
final class ResidentClock {

    private final PageBitmap resident;
    private final PageBitmap referenced;
    private final PageBitmap pinned;
    private long hand;
    private long count;

    ResidentClock(long pageCount, List<PageRun> pinnedRuns) {
        this.resident = new PageBitmap(pageCount);
        this.referenced = new PageBitmap(pageCount);
        this.pinned = new PageBitmap(pageCount);
        pinnedRuns.forEach(run -> pinned.add(run.first(), run.count()));
    }

    PageSet pages() {
        return resident;
    }

    long count() {
        return count;
    }

    void add(PageRun run) {
        count += resident.add(run.first(), run.count());
        referenced.add(run.first(), run.count());
    }

    void remove(PageRun run) {
        count -= resident.remove(run.first(), run.count());
    }

    /** The page that is to go next, or {@link PageSet#NONE} where all are pinned. It is not removed. */
    long victim() {
        // Once round to the hand's start, once over what was referenced, and once more to where it was.
        for (int rounds = 0; rounds < 3;) {
            long page = resident.next(hand);
            if (page == PageSet.NONE) {
                hand = 0;
                rounds++;
            } else {
                hand = page + 1;
                if (!pinned.contains(page) && !referenced.remove(page)) {
                    return page;
                }
            }
        }
        return PageSet.NONE;
    }
}
