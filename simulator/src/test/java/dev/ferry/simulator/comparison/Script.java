package dev.ferry.simulator.comparison;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What the guest does at which frame, and what is known of its pages: a seed decides, and the pages that are still owed.
 * No clock is asked, so that the engine and the simulator can be led the same way.
 */
final class Script {

    private final SplittableRandom random;
    final int pages;
    final PageBitmap absent;
    final PageBitmap pinned;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile @Nullable PageSet owed;

    Script(long seed) {
        random = new SplittableRandom(seed);
        pages = random.nextInt(40, 300);
        absent = new PageBitmap(pages);
        pinned = new PageBitmap(pages);
        pinned.add(0); // Where the guest works while it waits for its next line.
        for (int run = random.nextInt(5); run > 0; run--) {
            long first = random.nextInt(1, pages);
            absent.add(first, random.nextLong(1, Math.min(pages - first, 30) + 1));
        }
        for (int more = random.nextInt(4); more > 0; more--) {
            pinned.add(random.nextInt(pages));
        }
    }

    /** Tells the script of what is owed, too. */
    PushScheduler overhearing(PushScheduler scheduler) {
        return new PushScheduler() {
            @Override
            public void begin(PageSet pagesOwed) {
                owed = pagesOwed;
                scheduler.begin(pagesOwed);
                begun.countDown();
            }

            @Override
            public void onNetworkFault(long page) {
                scheduler.onNetworkFault(page);
            }

            @Override
            public @Nullable PageRun next(long maxPages) {
                return scheduler.next(maxPages);
            }
        };
    }

    /** The pages that the guest writes while a frame of a round is sent. */
    long[] writes() {
        return random.longs(random.nextInt(4), 0, pages).toArray();
    }

    /** The page that the guest touches while a frame is pushed; negative for none. */
    long touch() {
        return random.nextInt(3) == 0 ? owedPage() : PageSet.NONE;
    }

    /** A page that the guest lacks and nobody has claimed; negative where there is none, or push has not begun. */
    long owedPage() {
        PageSet left = owed;
        if (left == null) {
            return PageSet.NONE;
        }
        long page = left.next(random.nextInt(pages));
        return page == PageSet.NONE ? left.next(0) : page;
    }

    /** Waits until push has begun. */
    void awaitPush() throws InterruptedException {
        begun.await();
    }

    boolean pushes() {
        return owed != null;
    }
}
