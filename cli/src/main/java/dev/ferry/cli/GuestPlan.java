package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.HeapLayout;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.util.Optional;

/**
 * A guest to be made.
 *
 * @param platform what makes it
 * @param geometry its memory
 * @param workload what it does
 */
record GuestPlan(GuestPlatform platform, MemoryGeometry geometry, Workload workload) {

    /** Each is a thread. */
    private static final int MAX_PROCESSES = 1024;

    /** A guest of which one process goes round its working set in order. */
    static GuestPlan of(GuestPlatform platform, long memoryBytes, long workingSetBytes,
            long dirtyBytesPerSecond, long seed) {
        return of(platform, memoryBytes, workingSetBytes, Task.Order.SEQUENTIAL, 1, dirtyBytesPerSecond,
                seed);
    }

    /**
     * A guest that works in its working set, with something in three quarters of its memory; the rest stays untouched,
     * as with most guests.
     *
     * @param processes that share the working set
     * @param dirtyBytesPerSecond of the pages that all of them visit, 0 for as fast as it goes
     * @throws IllegalArgumentException where the platform has no such guest, or the working set does not fit into it
     */
    static GuestPlan of(GuestPlatform platform, long memoryBytes, long workingSetBytes, Task.Order order,
            int processes, long dirtyBytesPerSecond, long seed) {
        MemoryGeometry geometry = platform.geometry(memoryBytes);
        PageRun usable = platform.usable(geometry);
        long pageSizeBytes = geometry.pageSizeBytes();
        long workingSet = Math.ceilDiv(workingSetBytes, pageSizeBytes);
        if (workingSet < 1 || workingSet > usable.count()) {
            throw new IllegalArgumentException("a working set of " + Quantities.formatBytes(workingSetBytes)
                    + " (" + workingSet + " pages)"
                    + " does not fit: a " + platform.name() + " guest of "
                    + Quantities.formatBytes(memoryBytes)
                    + " can use 1 to " + usable.count()
                    + " pages of " + Quantities.formatBytes(pageSizeBytes));
        }
        if (processes < 1 || processes > Math.min(workingSet, MAX_PROCESSES)) {
            throw new IllegalArgumentException("--processes '" + processes + "': allowed is 1 to "
                    + Math.min(workingSet, MAX_PROCESSES) + " in a working set of " + workingSet + " pages");
        }
        long patterned = Math.min(usable.count(), Math.max(workingSet, geometry.pageCount() * 3 / 4));
        long stepsPerSecond = dirtyBytesPerSecond == 0
                ? 0
                : Math.max(1, dirtyBytesPerSecond / pageSizeBytes / processes);
        Workload workload = Workload.of(seed, new PageRun(usable.first(), patterned), order,
                new PageRun(usable.first(), workingSet), processes, stepsPerSecond);
        platform.requireDoable(workload);
        return new GuestPlan(platform, geometry, workload);
    }

    /**
     * The same guest with less of its memory in use. The rest is free, and holds what was left there.
     *
     * @param usedBytes what it has something in for good; its working set is a part of that
     * @param processBytes what each of the processes takes that come and go in the rest; 0 where none does
     * @throws IllegalArgumentException where that does not fit, or the platform has no such guest
     */
    GuestPlan withHeap(long usedBytes, long processBytes) {
        PageRun usable = platform.usable(geometry);
        PageRun patterned = new PageRun(usable.first(), requireUsed(usedBytes, usable));
        Heap heap = new Heap(new PageRun(patterned.end(), usable.end() - patterned.end()),
                Math.ceilDiv(processBytes, geometry.pageSizeBytes()));
        try {
            HeapLayout.of(heap, geometry.pageSizeBytes());
        } catch (IllegalArgumentException tooSmall) {
            throw new IllegalArgumentException("--process '" + Quantities.formatBytes(processBytes)
                    + "' beside --used '" + Quantities.formatBytes(usedBytes) + "' of "
                    + Quantities.formatBytes(geometry.memoryBytes()) + ": " + tooSmall.getMessage(),
                    tooSmall);
        }
        Workload partly = new Workload(workload.seed(), patterned, workload.tasks(),
                workload.stepsPerSecond(), Optional.of(heap));
        platform.requireDoable(partly);
        return new GuestPlan(platform, geometry, partly);
    }

    private long requireUsed(long usedBytes, PageRun usable) {
        long used = Math.ceilDiv(usedBytes, geometry.pageSizeBytes());
        if (geometry.bytes(used) < workingSetBytes() || used >= usable.count()) {
            throw new IllegalArgumentException("--used '" + Quantities.formatBytes(usedBytes)
                    + "': allowed is from the working set, " + Quantities.formatBytes(workingSetBytes())
                    + ", to less than what the guest can use, "
                    + Quantities.formatBytes(geometry.bytes(usable.count())));
        }
        return used;
    }

    /** Whether a part of its memory is free, for a balloon to take. */
    boolean hasHeap() {
        return workload.heap().isPresent();
    }

    /** The same guest on another platform. */
    GuestPlan on(GuestPlatform other) {
        return new GuestPlan(other, geometry, workload);
    }

    /** Who it is: its swap device has this name, so guests of other seeds have others. */
    String guestId() {
        return platform.name() + "-" + workload.seed();
    }

    /** The guest, running. The caller closes it. */
    GuestPlatform.Source start() {
        return platform.start(guestId(), geometry, workload);
    }

    long workingSetBytes() {
        return geometry.bytes(workload.tasks().stream().mapToLong(task -> task.pages().count()).sum());
    }

    /** The guest for people. */
    @Override
    public String toString() {
        int processes = workload.tasks().size();
        long stepsPerSecond = workload.stepsPerSecond() * processes;
        String pace = stepsPerSecond == 0
                ? "as fast as it goes"
                : "at " + Rates.perSecond(geometry.bytes(stepsPerSecond));
        return platform.name() + ", " + Quantities.formatBytes(geometry.memoryBytes()) + ", "
                + activity() + " " + Quantities.formatBytes(workingSetBytes()) + " of it "
                + (processes == 1 ? "" : "in " + processes + " processes ") + pace
                + workload.heap().map(this::sentence).orElse("") + ", seed " + workload.seed();
    }

    private String sentence(Heap heap) {
        return ", uses " + Quantities.formatBytes(geometry.bytes(workload.patterned().count()))
                + (heap.hasProcesses()
                        ? " and processes of " + Quantities.formatBytes(geometry.bytes(heap.processPages()))
                                + ", one after the other"
                        : "");
    }

    private String activity() {
        return switch (workload.tasks().getFirst().order()) {
            case SEQUENTIAL -> "writes round";
            case RANDOM -> "writes at random in";
            case ZIPF -> "writes by Zipf's law in";
            case QUICKSORT -> "sorts";
        };
    }
}
