package dev.ferry.workload;

import dev.ferry.api.memory.PageRun;
import java.util.List;

/**
 * What a guest does with its memory.
 *
 * @param seed of the contents and of random orders
 * @param patterned the pages that carry the {@link PagePattern}; the tasks work within them, and pages outside are
 *        zero or the guest's own (code, page tables)
 * @param tasks at least one
 * @param stepsPerSecond the pace of each task, 0 for as fast as it goes
 */
public record Workload(long seed, PageRun patterned, List<Task> tasks, long stepsPerSecond) {

    /** Checks that the tasks stay within the patterned pages. */
    public Workload {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty() || stepsPerSecond < 0) {
            throw new IllegalArgumentException("a workload has a task, and a pace that is not negative");
        }
        for (Task task : tasks) {
            if (task.pages().first() < patterned.first() || task.pages().end() > patterned.end()) {
                throw new IllegalArgumentException(task + " leaves the patterned pages " + patterned);
            }
        }
    }

    /** One writer that goes through its working set in order, the workload of the papers' stress programs. */
    public static Workload sequential(long seed, PageRun patterned, PageRun workingSet, long stepsPerSecond) {
        return new Workload(seed, patterned,
                List.of(new Task(Task.Kind.WRITER, Task.Order.SEQUENTIAL, workingSet)), stepsPerSecond);
    }
}
