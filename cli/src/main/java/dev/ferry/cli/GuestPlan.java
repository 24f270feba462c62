package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Workload;

/**
 * A guest to be made.
 *
 * @param platform what makes it
 * @param geometry its memory
 * @param workload what it does
 */
record GuestPlan(GuestPlatform platform, MemoryGeometry geometry, Workload workload) {

    /**
     * A guest that goes round its working set, with something in three quarters of its memory; the rest stays
     * untouched, as with most guests.
     *
     * @param dirtyBytesPerSecond of the pages that it writes, 0 for as fast as it goes
     * @throws IllegalArgumentException where the platform has no such guest, or the working set does not fit into it
     */
    static GuestPlan of(GuestPlatform platform, long memoryBytes, long workingSetBytes,
            long dirtyBytesPerSecond,
            long seed) {
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
        long patterned = Math.min(usable.count(), Math.max(workingSet, geometry.pageCount() * 3 / 4));
        long stepsPerSecond = dirtyBytesPerSecond == 0 ? 0 : Math.max(1, dirtyBytesPerSecond / pageSizeBytes);
        return new GuestPlan(platform, geometry,
                Workload.sequential(seed, new PageRun(usable.first(), patterned),
                        new PageRun(usable.first(), workingSet), stepsPerSecond));
    }

    /** The guest, running. The caller closes it. */
    GuestPlatform.Source start() {
        return platform.start(platform.name(), geometry, workload);
    }

    long workingSetBytes() {
        return geometry.bytes(workload.tasks().getFirst().pages().count());
    }

    /** The guest for people. */
    @Override
    public String toString() {
        String pace = workload.stepsPerSecond() == 0
                ? "as fast as it goes"
                : "at " + Rates.perSecond(geometry.bytes(workload.stepsPerSecond()));
        return platform.name() + ", " + Quantities.formatBytes(geometry.memoryBytes()) + ", writes round "
                + Quantities.formatBytes(workingSetBytes()) + " of it " + pace + ", seed " + workload.seed();
    }
}
