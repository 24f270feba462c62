package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A sweep that looks at the dirty log on its way, and leaves pages that are dirty again before their turn to the next
 * round: to send them now would be for nothing (Clark et al. 2005: a round peeks at the dirty bitmap). They are dirty
 * for the next round anyway, so that none is lost.
 */
final class PeekingSweep implements PageSupply {

    /** A look takes at most this part of the time, however long it takes: nine times as long passes before the next. */
    private static final long PAUSE_PER_LOOK = 9;

    private final PageSweep sweep;
    private final PageBitmap dirty;
    private final Consumer<PageBitmap> collectDirty;
    private final long intervalNanos;
    private final LongSupplier nanoClock;
    private long dueNanos;
    private long skipped;

    /**
     * @param sweep what is to be sent
     * @param dirty takes what is seen dirty again, besides what is there
     * @param collectDirty adds what was dirtied since it was called last
     * @param intervalNanos how long to go on between looks, positive
     * @param nanoClock as {@link System#nanoTime()}
     */
    PeekingSweep(PageSweep sweep, PageBitmap dirty, Consumer<PageBitmap> collectDirty, long intervalNanos,
            LongSupplier nanoClock) {
        this.sweep = sweep;
        this.dirty = dirty;
        this.collectDirty = collectDirty;
        this.intervalNanos = intervalNanos;
        this.nanoClock = nanoClock;
        this.dueNanos = nanoClock.getAsLong() + intervalNanos;
    }

    @Override
    public synchronized boolean next(PageBatch batch) {
        long nowNanos = nanoClock.getAsLong();
        if (nowNanos - dueNanos >= 0 && sweep.pagesLeft() > 0) {
            look(nowNanos);
        }
        return sweep.next(batch);
    }

    private void look(long startNanos) {
        collectDirty.accept(dirty);
        skipped += sweep.drop(dirty);
        long endNanos = nanoClock.getAsLong();
        dueNanos = endNanos + Math.max(intervalNanos, PAUSE_PER_LOOK * (endNanos - startNanos));
    }

    /** How many pages were left to the next round. */
    synchronized long skipped() {
        return skipped;
    }

    @Override
    public Delivery delivery() {
        return sweep.delivery();
    }

    @Override
    public long pagesLeft() {
        return sweep.pagesLeft();
    }
}
