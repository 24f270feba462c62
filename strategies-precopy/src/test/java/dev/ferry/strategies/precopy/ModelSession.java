package dev.ferry.strategies.precopy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;

/** A session of a guest that a formula stands for, in a time of its own: which pages are dirty does not matter here. */
final class ModelSession implements SourceSession {

    static final long PAGES = 1 << 18;
    static final int PAGE_SIZE_BYTES = 4096;
    static final double PAGES_PER_SECOND = 25_000;
    private static final double LATENCY_SECONDS = 0.002;

    /** A guest's writes. */
    @FunctionalInterface
    interface Guest {
        /** How many distinct pages it writes from one time to another, in seconds. */
        double dirtied(double from, double until);
    }

    private final Guest guest;
    private double seconds;
    private int round;
    private long dirty = PAGES;
    private long residue = -1;

    ModelSession(Guest guest) {
        this.guest = guest;
    }

    /** How many pages were dirty when the guest was paused. */
    long residue() {
        return residue;
    }

    int rounds() {
        return round;
    }

    @Override
    public MemoryGeometry geometry() {
        return MemoryGeometry.flat(PAGE_SIZE_BYTES, PAGES);
    }

    @Override
    public PageSet dirty() {
        PageBitmap pages = new PageBitmap(PAGES);
        pages.add(0, dirty);
        return pages;
    }

    @Override
    public Round send(PageSet pages) {
        long count = pages.size();
        double took = count / PAGES_PER_SECOND + LATENCY_SECONDS;
        dirty = Math.min(PAGES, Math.round(guest.dirtied(seconds, seconds + took)));
        seconds += took;
        return new Round(++round, count, count * PAGE_SIZE_BYTES, (long) (took * 1e9), dirty);
    }

    @Override
    public PageSet switchOver(Residue kind) {
        residue = dirty;
        return new PageBitmap(PAGES);
    }

    @Override
    public void push(PageSet owed, PushScheduler scheduler) {}

    @Override
    public void complete() {}

    @Override
    public boolean stun(int percent) {
        return false;
    }

    @Override
    public void limitBandwidth(long bytesPerSecond) {}

    @Override
    public void explain(String decision) {}
}
