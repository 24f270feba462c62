package dev.ferry.workload;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageRun;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;

/**
 * The balloon of a guest made of threads, over its {@link Heap}. What it does throws IllegalArgumentException where the
 * guest's bookkeeping cannot be right.
 */
public final class HeapBalloon implements Balloon {

    /** What the guest's platform does for its balloon. */
    public interface Platform {

        /**
         * Does something as a step of the guest's: it is not paused meanwhile. Any thread that is not in a step.
         *
         * @return whether it was done; not where the guest is paused, or has ended
         */
        boolean step(Consumer<PageWords> action);

        /** Whether pages can be discarded now: not while some may be missing. */
        boolean canDiscard();

        /** Frees the memory of pages, which read as zero from here on, and notes that they have changed. In a step. */
        void discard(PageRun run);
    }

    /** How much a balloon of this kind does in one step: a process that wants memory waits for no more. */
    public static final int STEP_PAGES = 256;

    private final GuestHeap heap;
    private final Platform platform;
    /** How often memory was asked for; an inflation that sees it change ends. */
    private final AtomicLong calls = new AtomicLong();
    private final MemoryPressure pressure = new MemoryPressure(this);

    HeapBalloon(GuestHeap heap, Platform platform) {
        this.heap = heap;
        this.platform = platform;
    }

    /** As last seen; 0 at a destination where the guest has not looked yet and pages may be missing. */
    @Override
    public long freePages() {
        look();
        return heap.freePages();
    }

    /** As last seen; 0 at a destination where the guest has not looked yet and pages may be missing. */
    @Override
    public long sizePages() {
        look();
        return heap.balloonPages();
    }

    /** Only the first time, and not where the control page itself may be missing: nobody waits for it. */
    private void look() {
        if (!heap.isKnown() && platform.canDiscard()) {
            platform.step(heap::look);
        }
    }

    @Override
    public long inflate(long pages) {
        long callsBefore = calls.get();
        return inSteps(pages, () -> calls.get() == callsBefore && platform.canDiscard(),
                (memory, most) -> heap.inflate(memory, most, platform::discard));
    }

    @Override
    public long deflate(long pages) {
        return inSteps(pages, () -> true, heap::deflate);
    }

    /** Moves some pages, in a step of the guest's, and says how many. */
    @FunctionalInterface
    private interface Move {
        long move(PageWords memory, long most);
    }

    private long inSteps(long pages, BooleanSupplier mayGoOn, Move move) {
        long done = 0;
        long[] moved = {1};
        while (done < pages && moved[0] > 0 && mayGoOn.getAsBoolean()) {
            long most = Math.min(STEP_PAGES, pages - done);
            moved[0] = 0;
            platform.step(memory -> moved[0] = move.move(memory, most));
            done += moved[0];
        }
        return done;
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        pressure.tell(pagesAskedToPagesLeft);
    }

    /**
     * The guest is short of memory. By one of its threads that is not in a step.
     *
     * @return the pages that could still be given back after that
     */
    public long press(long pages) {
        calls.incrementAndGet();
        return pressure.call(pages);
    }

    /** Does something to pages, given in any order, in ascending runs. */
    public static void inRuns(long[] pages, Consumer<PageRun> action) {
        long[] ascending = pages.clone();
        Arrays.sort(ascending);
        for (int first = 0, end; first < ascending.length; first = end) {
            end = first + 1;
            while (end < ascending.length && ascending[end] == ascending[end - 1] + 1) {
                end++;
            }
            action.accept(new PageRun(ascending[first], end - first));
        }
    }
}
