package dev.ferry.simulator.guest.workload;

import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import dev.ferry.workload.PageTouches;

/**
 * A process that fills an array at random, sorts it by Quicksort, checks it, and begins again: the workload of Hines,
 * Deshpande and Gopalan, section 5.4. A page holds 1024 of their 4-byte keys; a model may sort fewer, larger ones, each
 * of which takes as long as those that it stands for. Touches of one page that follow each other are one step. Work is
 * keys touched.
 */
public final class QuicksortProcess implements AccessPattern {

    /** Work is counted when a step ends, so that it must not last long. */
    private static final long MOST_TOUCHES = 1024;

    private final PageTouches touches;
    private final long nanosPerTouch;
    private int touch;

    /**
     * A process whose first sort has come to anywhere.
     *
     * @param array the pages that it sorts
     * @param keysPerPage at least 1; 16 bytes of the host's memory are needed for each
     * @param nanosPerTouch the time to read or write a key, at least 1
     * @param seed of what is sorted, and of how far the first sort is
     */
    public QuicksortProcess(PageRun array, int keysPerPage, long nanosPerTouch, long seed) {
        this.nanosPerTouch = Require.atLeast(1, nanosPerTouch, "nanoseconds per touch");
        touches = PageTouches.ofSort(seed, array, keysPerPage, new RandomStream(seed).fraction());
        touches.step();
    }

    @Override
    public void next(Step step) {
        long page = touches.page(touch);
        boolean writes = false;
        long touched = 0;
        do {
            writes |= touches.writes(touch);
            touched++;
            advance();
        } while (touches.page(touch) == page && touched < MOST_TOUCHES);
        step.set(page, 1, writes, touched * nanosPerTouch, touched);
    }

    private void advance() {
        touch++;
        if (touch == touches.count()) {
            touches.step();
            touch = 0;
        }
    }
}
