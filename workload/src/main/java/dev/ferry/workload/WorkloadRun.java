package dev.ferry.workload;

import dev.ferry.api.memory.MemoryGeometry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A workload being done: its tasks, each by a thread of the guest's, and how far they have come. For any thread. */
public final class WorkloadRun {

    private final Workload workload;
    private final List<TaskRunner> runners;
    private final Stun stun = new Stun();

    /**
     * Goes on from a state, in memory of a layout.
     *
     * @throws IllegalArgumentException where the workload leaves the memory
     */
    public WorkloadRun(MemoryGeometry geometry, WorkloadState state) {
        workload = state.workload();
        if (workload.patterned().end() > geometry.pageCount()) {
            throw new IllegalArgumentException(
                    "the workload's " + workload.patterned() + " does not fit into "
                            + geometry.pageCount() + " pages");
        }
        runners = IntStream
                .range(0, workload.tasks().size()).mapToObj(index -> new TaskRunner(workload, index,
                        state.steps().get(index), geometry.pageSizeBytes()))
                .toList();
    }

    /** Who does the tasks, in their order. */
    public List<TaskRunner> runners() {
        return runners;
    }

    /** A pace for one of the tasks; for the thread that asks. */
    public Pace pace() {
        return new Pace(workload.stepsPerSecond(), stun);
    }

    /** How much of their time the threads that keep its pace are held; whoever changes it unparks them. */
    public Stun stun() {
        return stun;
    }

    /** How far it has come. Of one moment only while no task is in a step. */
    public WorkloadState state() {
        return new WorkloadState(workload, runners.stream().map(TaskRunner::steps).toList());
    }

    /** The first thing that a task has found wrong. */
    public Optional<String> complaint() {
        return runners.stream().flatMap(runner -> runner.complaint().stream()).findFirst();
    }
}
