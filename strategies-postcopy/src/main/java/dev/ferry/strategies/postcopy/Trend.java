package dev.ferry.strategies.postcopy;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prefetching along the trend of the faults, after Maruf and Chowdhury, "Effectively Prefetching Remote Memory with
 * Leap" (2020): where the majority of the last faults lie the same number of pages apart, the pages at that stride from
 * the last fault are pushed first. How many doubles each time a fault lies on that line, and begins anew where one does
 * not. Without a trend, and after its pages, bubbling goes on.
 *
 * <p>
 * Here to show that a scheduler can be another idea than the paper's. Two things differ from Leap: it sees all accesses,
 * and here those that push was in time for stay unseen, so that a fault further along the line counts as one more stride;
 * and as each page is pushed once in any order, a wrong guess costs only time.
 */
public final class Trend implements PushScheduler {

    /** Half of them and one more must agree: five faults tell a trend, three outliers do not hide it. */
    public static final Setting<Long> WINDOW = Setting.number("ferry.scheduler.trend.window", 8, 2, 1024,
            "how many of the latest faults vote on the stride that pages are pushed at");

    /** What is pushed along a new trend. Leap goes up to 8 pages, as it must free others for them. */
    private static final int FIRST_PAGES = 8;
    /** What is pushed along a trend that has held: of 4 KiB pages, 2 MiB. */
    private static final int MOST_PAGES = 512;

    private final int window;
    private final Bubbling bubbling;
    private PageSet owed = new PageBitmap(0);
    private FaultTrend trend;
    private long lastFault;
    private long stride;
    /** How many pages the last fault had pushed. */
    private int prefetch;
    /** How many of these are left, and the next one. */
    private int left;
    private long cursor;

    /**
     * The trend of the last faults.
     *
     * @param window how many, at least 2
     * @param bubbling what comes without a trend, for this scheduler alone
     */
    public Trend(int window, Bubbling bubbling) {
        if (window < 2) {
            throw new IllegalArgumentException("no trend of " + window + " faults: it takes at least 2");
        }
        this.window = window;
        this.bubbling = bubbling;
        this.trend = new FaultTrend(window);
    }

    @Override
    public void begin(PageSet owed) {
        this.owed = owed;
        this.trend = new FaultTrend(window);
        this.lastFault = 0;
        this.stride = FaultTrend.NONE;
        this.prefetch = FIRST_PAGES;
        this.left = 0;
        bubbling.begin(owed);
    }

    @Override
    public void onNetworkFault(long page) {
        bubbling.onNetworkFault(page);
        boolean hit = isAhead(page);
        trend.add(hit ? stride : page - lastFault);
        stride = trend.majority();
        prefetch = hit ? Math.min(MOST_PAGES, 2 * prefetch) : FIRST_PAGES;
        left = stride == FaultTrend.NONE ? 0 : prefetch;
        cursor = page + stride;
        lastFault = page;
    }

    /** Whether a page is where the trend leads to: at its stride, not far behind what it had pushed. */
    private boolean isAhead(long page) {
        long distance = page - lastFault;
        return stride != FaultTrend.NONE && distance % stride == 0 && distance / stride > 0
                && distance / stride <= 2 * prefetch;
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        for (; left > 0 && cursor >= 0 && cursor < owed.pageCount(); left--, cursor += stride) {
            if (owed.contains(cursor)) {
                return new PageRun(cursor, 1);
            }
        }
        return bubbling.next(maxPages);
    }

    @Override
    public String toString() {
        return "trend of the last " + window + " faults";
    }

    /** Finds {@link Trend} as {@code trend}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "trend";
        }

        @Override
        public List<Setting<?>> settings() {
            List<Setting<?>> settings = new ArrayList<>(Bubbling.SETTINGS);
            settings.add(WINDOW);
            return settings;
        }

        @Override
        public PushScheduler create(Settings settings) {
            return new Trend(Math.toIntExact(settings.get(WINDOW)), Bubbling.of(settings));
        }
    }
}
