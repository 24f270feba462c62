package dev.ferry.simulator.guest.workload;

import dev.ferry.simulator.guest.Step;
import java.util.ArrayList;
import java.util.List;

/** Steps to be done one after the other. Keeps its memory, so that it needs no more once it has been at its longest. */
final class StepPlan {

    private final List<Step> steps = new ArrayList<>();
    private int planned;
    private int done;

    boolean isEmpty() {
        return done == planned;
    }

    /** Plans a visit of pages that follow each other, after all that is planned. */
    void add(long first, long count, boolean writes, long nanosPerPage, double work) {
        if (isEmpty()) {
            planned = 0;
            done = 0;
        }
        if (planned == steps.size()) {
            steps.add(new Step());
        }
        steps.get(planned).set(first, count, writes, nanosPerPage, work);
        planned++;
    }

    /** Fills in what is planned next, which there must be. */
    void take(Step target) {
        Step next = steps.get(done++);
        target.set(next.first, next.count, next.writes, next.nanosPerPage, next.work);
    }
}
