package dev.ferry.workload;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A workload being done: its tasks, each by a thread of the guest's, and how far they have come. For any thread. */
public final class WorkloadRun {

    private final Workload workload;
    private final List<Runner> runners;
    private final Optional<GuestHeap> heap;
    private final Optional<HeapBalloon> balloon;
    private final Stun stun = new Stun();

    /**
     * Goes on from a state, in memory of a layout.
     *
     * @param platform what the guest does for its balloon, where the workload has a heap
     * @throws IllegalArgumentException where the workload leaves the memory
     */
    public WorkloadRun(MemoryGeometry geometry, WorkloadState state, HeapBalloon.Platform platform) {
        workload = state.workload();
        for (PageRun filled : workload.filled()) {
            if (filled.end() > geometry.pageCount()) {
                throw new IllegalArgumentException("the workload's " + filled + " does not fit into "
                        + geometry.pageCount() + " pages");
            }
        }
        List<Runner> all = new ArrayList<>();
        for (int index = 0; index < workload.tasks().size(); index++) {
            all.add(new TaskRunner(workload, index, state.steps().get(index), geometry.pageSizeBytes()));
        }
        heap = workload.heap().map(unused -> new GuestHeap(workload, geometry.pageSizeBytes()));
        balloon = heap.map(one -> new HeapBalloon(one, platform));
        heap.filter(one -> one.heap().hasProcesses()).ifPresent(
                one -> all.add(new ProcessRunner(one, balloon.orElseThrow(), state.heapSteps())));
        runners = List.copyOf(all);
    }

    /** Who does the tasks, in their order, and who runs the processes of the heap. */
    public List<Runner> runners() {
        return runners;
    }

    /** What takes memory from its heap; empty where it has none. */
    public Optional<HeapBalloon> balloon() {
        return balloon;
    }

    /** Adds the pages of its heap that nobody has: what they hold is of no use to it. */
    public void collectFree(PageWords memory, PageBitmap free) {
        heap.ifPresent(one -> one.collectFree(memory, free));
    }

    /** A pace for one of the runners; for the thread that asks. */
    public Pace pace() {
        return new Pace(workload.stepsPerSecond(), stun);
    }

    /** How much of their time the threads that keep its pace are held; whoever changes it unparks them. */
    public Stun stun() {
        return stun;
    }

    /** How far it has come. Of one moment only while no task is in a step. */
    public WorkloadState state() {
        return new WorkloadState(workload, runners.stream().map(Runner::steps).toList());
    }

    /** The first thing that a task has found wrong. */
    public Optional<String> complaint() {
        return runners.stream().flatMap(runner -> runner.complaint().stream()).findFirst();
    }
}
