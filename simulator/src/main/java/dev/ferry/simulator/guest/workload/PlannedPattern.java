package dev.ferry.simulator.guest.workload;

import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.Step;

/** A program that does one thing of many steps after another: a query, a transaction, a piece of a file. */
abstract class PlannedPattern implements AccessPattern {

    private final StepPlan plan = new StepPlan();

    PlannedPattern() {}

    @Override
    public final void next(Step step) {
        if (plan.isEmpty()) {
            plan(plan);
        }
        plan.take(step);
    }

    /** Plans the next thing, of one step at least. */
    abstract void plan(StepPlan steps);
}
