package dev.ferry.testkit.memory;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongUnaryOperator;

/** A balloon that does what it must and no more: right, and what the mutants are made from. */
class ModelBalloon implements Balloon {

    static final long GUEST_PAGES = 100;
    private static final long STEP_PAGES = 16;

    /** The guest's first pages are free at first, and the balloon takes from the first on. */
    final Memory memory = new Memory();
    LongUnaryOperator handler = this::giveBack;
    long free = 40;
    long size;
    boolean paused;
    /** Done once, in the middle of an inflation. */
    Runnable duringInflation = () -> {};
    private boolean isAsked;

    @Override
    public long freePages() {
        return free;
    }

    @Override
    public long sizePages() {
        return size;
    }

    @Override
    public long inflate(long pages) {
        isAsked = false;
        long taken = 0;
        while (!paused && !endsUnderPressure() && taken < pages && free > 0) {
            taken += move(Math.min(STEP_PAGES, Math.min(pages - taken, free)));
            Runnable action = duringInflation;
            duringInflation = () -> {};
            action.run();
        }
        return taken;
    }

    boolean endsUnderPressure() {
        return isAsked;
    }

    @Override
    public long deflate(long pages) {
        return paused ? 0 : -move(-Math.min(pages, size));
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        handler = pagesAskedToPagesLeft;
    }

    long giveBack(long pages) {
        deflate(pages);
        return sizePages();
    }

    long ask(long pages) {
        isAsked = true;
        try {
            return handler.applyAsLong(pages);
        } catch (RuntimeException failed) {
            return afterFailure(pages, failed);
        }
    }

    long afterFailure(long pages, RuntimeException failed) {
        return giveBack(pages);
    }

    /** Takes pages, or gives back where there are less than none. */
    long move(long pages) {
        long before = size;
        free -= pages;
        size += pages;
        for (long page = before; page < Math.min(size, GUEST_PAGES); page++) {
            take(page);
        }
        return pages;
    }

    void take(long page) {
        memory.view(new PageRun(page, 1)).fill((byte) 0);
        memory.absent.add(page);
        memory.dirty.add(page);
    }

    /** All that is known of the guest's memory. */
    static final class Memory implements MemorySource {

        final PageBitmap absent = new PageBitmap(GUEST_PAGES);
        final PageBitmap dirty = new PageBitmap(GUEST_PAGES);
        private final MemorySegment contents = Arena.ofAuto().allocate(geometry().memoryBytes())
                .fill((byte) -1);

        @Override
        public MemoryGeometry geometry() {
            return MemoryGeometry.flat(512, GUEST_PAGES);
        }

        @Override
        public MemorySegment view(PageRun run) {
            return contents.asSlice(geometry().bytes(run.first()), geometry().bytes(run.count()));
        }

        @Override
        public void startDirtyLog() {
            dirty.clear();
        }

        @Override
        public void collectDirty(PageBitmap target) {
            target.addAll(dirty);
            dirty.clear();
        }

        @Override
        public void stopDirtyLog() {}

        @Override
        public void collectAbsent(PageBitmap target) {
            target.addAll(absent);
        }
    }
}
