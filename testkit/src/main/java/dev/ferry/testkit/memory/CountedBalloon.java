package dev.ferry.testkit.memory;

import dev.ferry.api.memory.Balloon;
import java.util.function.LongUnaryOperator;

/**
 * The balloon of a guest that is nothing but counts: pages in use, free ones and those the balloon holds. For any thread;
 * what a test has it do in the middle of an inflation is done without a lock.
 */
final class CountedBalloon implements Balloon {

    private LongUnaryOperator handler = this::giveBack;
    private Runnable duringInflation = () -> {};
    private long used;
    private long free;
    private long size;
    private long leastFree;
    private long inflations;
    private long calls;
    private boolean broken;

    CountedBalloon(long free, long size) {
        this.free = free;
        this.size = size;
        this.leastFree = free;
    }

    @Override
    public synchronized long freePages() {
        return free;
    }

    @Override
    public synchronized long sizePages() {
        return size;
    }

    /** Half of it is taken before whatever a test has it do meanwhile, the rest after that, unless the guest asked. */
    @Override
    public long inflate(long pages) {
        long callsBefore = calls();
        long first = take((pages + 1) / 2, true);
        Runnable meanwhile = takeMeanwhile();
        meanwhile.run();
        return first + (calls() == callsBefore ? take(pages - first, false) : 0);
    }

    private synchronized long take(long pages, boolean begins) {
        requireWhole();
        inflations += begins && pages > 0 ? 1 : 0;
        long taken = Math.min(pages, free);
        free -= taken;
        size += taken;
        leastFree = Math.min(leastFree, free);
        return taken;
    }

    private synchronized Runnable takeMeanwhile() {
        Runnable once = duringInflation;
        duringInflation = () -> {};
        return once;
    }

    private synchronized long calls() {
        return calls;
    }

    @Override
    public synchronized long deflate(long pages) {
        requireWhole();
        long given = Math.min(pages, size);
        size -= given;
        free += given;
        return given;
    }

    private void requireWhole() {
        if (broken) {
            throw new IllegalStateException("the balloon is broken, as the test wants it");
        }
    }

    @Override
    public synchronized void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        handler = pagesAskedToPagesLeft;
    }

    private long giveBack(long pages) {
        deflate(pages);
        return sizePages();
    }

    /** The guest asks for memory; returns what it is answered. */
    long ask(long pages) {
        LongUnaryOperator asked;
        synchronized (this) {
            calls++;
            asked = handler;
        }
        return asked.applyAsLong(pages);
    }

    /** The guest uses free pages. */
    synchronized void use(long pages) {
        free -= pages;
        used += pages;
    }

    /** The guest frees all that it uses. */
    synchronized void release() {
        free += used;
        used = 0;
    }

    /** What is done once, in the middle of the next inflation. */
    synchronized void duringInflation(Runnable action) {
        duringInflation = action;
    }

    /** Whether it throws at whatever is to be done to it. */
    synchronized void setBroken(boolean broken) {
        this.broken = broken;
    }

    /** How often somebody began to inflate it. */
    synchronized long inflations() {
        return inflations;
    }

    /** The fewest pages that the guest had free after any inflation. */
    synchronized long leastFree() {
        return leastFree;
    }
}
