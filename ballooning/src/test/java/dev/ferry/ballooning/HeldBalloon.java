package dev.ferry.ballooning;

import dev.ferry.api.memory.Balloon;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** A balloon that only counts, whose inflations wait until they are let go. Any thread. */
final class HeldBalloon implements Balloon {

    final CountDownLatch letGo = new CountDownLatch(1);
    final AtomicLong inflations = new AtomicLong();
    private final AtomicLong free;
    private final AtomicLong size = new AtomicLong();
    private volatile LongUnaryOperator pressure = this::deflate;

    HeldBalloon(long freePages) {
        free = new AtomicLong(freePages);
    }

    @Override
    public long freePages() {
        return free.get();
    }

    @Override
    public long sizePages() {
        return size.get();
    }

    @Override
    public long inflate(long pages) {
        inflations.incrementAndGet();
        try {
            letGo.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return move(Math.min(pages, free.get()));
    }

    @Override
    public long deflate(long pages) {
        return -move(-Math.min(pages, size.get()));
    }

    private synchronized long move(long pages) {
        free.addAndGet(-pages);
        size.addAndGet(pages);
        return pages;
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        pressure = pagesAskedToPagesLeft;
    }

    long ask(long pages) {
        return pressure.applyAsLong(pages);
    }

    /** The guest frees memory that it has used. */
    void release(long pages) {
        free.addAndGet(pages);
    }
}
