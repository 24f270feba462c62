package dev.ferry.strategies.postcopy;

import dev.ferry.api.Setting;
import dev.ferry.api.Settings;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prepaging by bubbling (Hines et al. 2009, section 3.2): pages are pushed outwards from the pages that the guest has
 * faulted on most recently, the pivots, and the nearest to any of them comes first. The newest bubble skips claimed pages
 * until memory ends, as the only one does in the paper's Figure 2; the edges of the others stop where they meet them.
 *
 * <p>
 * In every direction there is a sticky sweep over all pages: before the first fault it is alone, and where bubbles grow in
 * one direction it has what lies on the other side of the newest. Whatever the faults, every owed page is pushed. The
 * paper has all edges stop, and holds that dual bubbling needs no sticky pivot: where a pivot is replaced, the pages
 * before its edges would have no edge that comes to them.
 */
public final class Bubbling implements PushScheduler {

    /**
     * Pages that an edge grows by at its turn, unless set. As few network faults as the paper's 1, where 64 had twice as
     * many ({@code docs/benchmarks.md}), with longer runs on the wire.
     */
    public static final long DEFAULT_STEP_PAGES = 4;

    /** The most recent faults that each grow a bubble. The paper found 7 the best for its guests (section 3.2 B). */
    public static final Setting<Long> PIVOTS = Setting.number("ferry.scheduler.bubbling.pivots", 7, 1, 64,
            "how many of the latest faults pages are pushed around");

    /** Where bubbles grow; in the paper dual is the best (section 5.4). */
    public static final Setting<BubbleDirection> DIRECTION = Setting
            .choice("ferry.scheduler.bubbling.direction", BubbleDirection.DUAL,
                    "on which side of a fault pages are pushed");

    /** How far an edge grows before the next one has its turn: 1 is the paper's. */
    public static final Setting<Long> STEP = Setting.number("ferry.scheduler.bubbling.step",
            DEFAULT_STEP_PAGES, 1, 1 << 20,
            "how many pages the edge of a bubble grows by at a time");

    /** What a scheduler lists that goes on with bubbling where its own order ends. */
    static final List<Setting<?>> SETTINGS = List.of(PIVOTS, DIRECTION, STEP);

    private final int pivotCount;
    private final BubbleDirection direction;
    private final long stepPages;
    private Bubbles bubbles;

    /** Bubbling with the defaults of its settings. */
    public Bubbling() {
        this(Math.toIntExact(PIVOTS.defaultValue()), DIRECTION.defaultValue(), STEP.defaultValue());
    }

    /**
     * Bubbling.
     *
     * @param pivotCount how many of the latest faults grow a bubble, at least 1
     * @param direction where bubbles grow
     * @param stepPages pages that an edge grows by at its turn, at least 1
     */
    public Bubbling(int pivotCount, BubbleDirection direction, long stepPages) {
        if (pivotCount < 1 || stepPages < 1) {
            throw new IllegalArgumentException("no bubbling with " + pivotCount + " pivots and steps of "
                    + stepPages + " pages: both must be at least 1");
        }
        this.pivotCount = pivotCount;
        this.direction = direction;
        this.stepPages = stepPages;
        begin(new PageBitmap(0));
    }

    static Bubbling of(Settings settings) {
        return new Bubbling(Math.toIntExact(settings.get(PIVOTS)), settings.get(DIRECTION),
                settings.get(STEP));
    }

    @Override
    public void begin(PageSet owed) {
        bubbles = new Bubbles(owed, pivotCount, direction, stepPages);
    }

    @Override
    public void onNetworkFault(long page) {
        bubbles.onNetworkFault(page);
    }

    @Override
    public @Nullable PageRun next(long maxPages) {
        return bubbles.next(maxPages);
    }

    @Override
    public String toString() {
        return "bubbling with " + pivotCount + " pivots, " + direction + ", steps of " + stepPages + " pages";
    }

    /** Finds {@link Bubbling} as {@code bubbling}. */
    public static final class Provider implements PushScheduler.Provider {

        @Override
        public String name() {
            return "bubbling";
        }

        @Override
        public List<Setting<?>> settings() {
            return SETTINGS;
        }

        @Override
        public PushScheduler create(Settings settings) {
            return of(settings);
        }
    }
}
