package dev.ferry.ballooning;

import dev.ferry.api.memory.Balloon;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A guest, and its balloon, that knows each of its pages: what was written to stays stale until the balloon has had it.
 * One thread, but for its counts.
 */
final class ListGuest implements Balloon {

    private static final class Page {
        private boolean stale = true;
    }

    /** Free pages, the coldest first. */
    private final Deque<Page> free = new ArrayDeque<>();
    private final Deque<Page> ballooned = new ArrayDeque<>();
    private final Deque<Page> used = new ArrayDeque<>();
    /** What each call of the balloon came to: taken, or given as a negative number. */
    private final List<Long> moves = new ArrayList<>();
    private LongUnaryOperator pressure = this::deflate;
    private Runnable duringInflation = () -> {};
    private boolean paused;
    private boolean broken;
    private long calls;
    private long leastFree = Long.MAX_VALUE;

    ListGuest(long pages) {
        for (long page = 0; page < pages; page++) {
            free.addLast(new Page());
        }
    }

    @Override
    public long freePages() {
        return free.size();
    }

    @Override
    public long sizePages() {
        return ballooned.size();
    }

    @Override
    public long inflate(long pages) {
        requireWhole();
        long callsBefore = calls;
        long taken = 0;
        while (taken < pages && !paused && !free.isEmpty() && calls == callsBefore) {
            Page coldest = free.removeFirst();
            coldest.stale = false;
            ballooned.push(coldest);
            taken++;
            if (taken == (pages + 1) / 2) {
                Runnable once = duringInflation;
                duringInflation = () -> {};
                once.run();
            }
        }
        leastFree = Math.min(leastFree, free.size());
        moves.add(taken);
        return taken;
    }

    @Override
    public long deflate(long pages) {
        requireWhole();
        long given = 0;
        while (given < pages && !paused && !ballooned.isEmpty()) {
            free.addLast(ballooned.pop());
            given++;
        }
        moves.add(-given);
        return given;
    }

    private void requireWhole() {
        if (broken) {
            throw new IllegalStateException("broken, as the test wants it");
        }
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        pressure = pagesAskedToPagesLeft;
    }

    /** Uses pages, one by one; where none is free asks for some. Says how many it got. */
    long use(long pages, long askedAtATime) {
        long got = 0;
        while (got < pages) {
            if (free.isEmpty()) {
                ask(askedAtATime);
            }
            if (free.isEmpty()) {
                return got;
            }
            Page hottest = free.removeLast();
            hottest.stale = true;
            used.push(hottest);
            got++;
        }
        return got;
    }

    long ask(long pages) {
        calls++;
        return pressure.applyAsLong(pages);
    }

    void release(long pages) {
        for (long page = 0; page < pages; page++) {
            free.addLast(used.pop());
        }
    }

    long usedPages() {
        return used.size();
    }

    /** Free pages that a migration would have to send. */
    long staleFreePages() {
        return free.stream().filter(page -> page.stale).count();
    }

    void setPaused(boolean paused) {
        this.paused = paused;
    }

    void setBroken(boolean broken) {
        this.broken = broken;
    }

    /** What is done once, in the middle of the next inflation. */
    void duringInflation(Runnable action) {
        duringInflation = action;
    }

    List<Long> moves() {
        return moves;
    }

    /** The fewest pages that were free after an inflation. */
    long leastFree() {
        return leastFree;
    }
}
