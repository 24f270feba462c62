package dev.ferry.workload;

/** Visits of a page each, in an order that does not depend on memory. */
final class TaskTouches extends PageTouches {

    private final Task task;
    private final long seed;
    private long steps;

    TaskTouches(Task task, long seed, long steps) {
        this.task = task;
        this.seed = seed;
        this.steps = steps;
    }

    @Override
    void touchPages() {
        touch(task.page(seed, steps), task.kind() == Task.Kind.WRITER);
        steps++;
    }
}
