package dev.ferry.simulator.guest.workload;

import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;
import dev.ferry.workload.PageTouches;
import dev.ferry.workload.Workload;

/**
 * A task of a {@link Workload}, as the guests that ship with Ferry do it: the same pages in the same order, so that what
 * is simulated can be compared with what the engine does. Work is steps of the task.
 */
public final class WorkloadPattern implements AccessPattern {

    private final PageTouches touches;
    private final long nanosPerStep;
    private int touch;

    /**
     * A task that goes on from some step.
     *
     * @param index of the task
     * @param steps done before
     * @param nanosPerStep at least {@value PageTouches#MOST_PER_STEP}, so that each touch takes time
     * @throws IllegalArgumentException where there is no such task
     */
    public WorkloadPattern(Workload workload, int index, long steps, long nanosPerStep) {
        Require.atLeast(0, steps, "the number of steps done");
        this.nanosPerStep = Require.atLeast(PageTouches.MOST_PER_STEP, nanosPerStep, "nanoseconds per step");
        touches = PageTouches.of(workload, index, steps);
        touches.step();
    }

    @Override
    public void next(Step step) {
        boolean last = touch == touches.count() - 1;
        long share = nanosPerStep / touches.count();
        long rest = nanosPerStep - share * (touches.count() - 1);
        step.set(touches.page(touch), 1, touches.writes(touch), last ? rest : share, last ? 1 : 0);
        touch++;
        if (last) {
            touches.step();
            touch = 0;
        }
    }
}
