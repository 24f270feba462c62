package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;

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
                + (processes == 1 ? "" : "in " + processes + " processes ") + pace + ", seed "
                + workload.seed();
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
