package dev.ferry.testkit.memory;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageBitmap;
import java.util.function.LongUnaryOperator;

/** A balloon that only counts: right, and what the mutants are made from. */
class ModelBalloon implements Balloon {

    static final long GUEST_PAGES = 100;

    /** Pages that hold nothing: the balloon takes from the first on. */
    final PageBitmap absent = new PageBitmap(GUEST_PAGES);
    LongUnaryOperator handler = _ -> 0;
    long free = 40;
    long size;

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
        return move(Math.min(pages, free));
    }

    @Override
    public long deflate(long pages) {
        return -move(-Math.min(pages, size));
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        handler = pagesAskedToPagesLeft;
    }

    long ask(long pages) {
        return handler.applyAsLong(pages);
    }

    long move(long pages) {
        free -= pages;
        size += pages;
        absent.clear();
        absent.add(0, size);
        return pages;
    }
}
