package dev.ferry.simulator.advice;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.scenario.GuestModel;
import dev.ferry.simulator.scenario.KeyChoice;
import dev.ferry.simulator.scenario.Rate;
import dev.ferry.simulator.scenario.ScenarioSettings;
import dev.ferry.simulator.scenario.WorkloadKind;
import dev.ferry.simulator.scenario.WorkloadModel;
import dev.ferry.simulator.trace.AccessTrace;
import java.util.Optional;

/**
 * A guest of which no more is known than how much it has and how much it writes. One thread, which is never idle, writes
 * its working set at that rate.
 *
 * @param memoryBytes its memory
 * @param usedBytes the part of it that holds anything
 * @param workingSetBytes the part of that which it writes
 * @param dirtyBytesPerSecond what it writes in a second
 * @param order in which order: {@link WorkloadKind#SEQUENTIAL}, over and over, or {@link WorkloadKind#RANDOM}
 */
public record KnownGuest(long memoryBytes, long usedBytes, long workingSetBytes, long dirtyBytesPerSecond,
        WorkloadKind order) {

    /** What is simulated in seconds. */
    private static final long MANY_PAGES = 1 << 22;
    /** Each page that a guest has costs some bits, be it used or not. */
    private static final long MOST_PAGES = 1 << 24;

    /** Nobody asks for records, and there are no processes. */
    private static final WorkloadModel.Records NO_RECORDS = new WorkloadModel.Records(1, 0,
            KeyChoice.UNIFORM);

    /** The page size by which such a guest is simulated in seconds, and in little memory: the smallest that makes no more
     * than some pages. */
    public int pageSizeBytes() {
        int size = ScenarioSettings.SMALLEST_PAGE_BYTES;
        while ((usedBytes / size > MANY_PAGES || memoryBytes / size > MOST_PAGES)
                && size < ScenarioSettings.LARGEST_PAGE_BYTES) {
            size *= 2;
        }
        return size;
    }

    /** Its model; sizes are rounded up to whole pages. */
    public GuestModel model(int pageSizeBytes) {
        long used = Math.ceilDiv(usedBytes, pageSizeBytes);
        PageRun workingSet = new PageRun(0, Math.ceilDiv(workingSetBytes, pageSizeBytes));
        WorkloadModel workload = new WorkloadModel(order, workingSet, pageSizeBytes, 1, 0,
                new Rate(dirtyBytesPerSecond, true), 1, NO_RECORDS, 0, Optional.empty());
        return new GuestModel(MemoryGeometry.flat(pageSizeBytes, Math.ceilDiv(memoryBytes, pageSizeBytes)),
                used, 1, workload);
    }

    /** A guest that does what was recorded, and of which no more is known. */
    public static GuestModel recorded(AccessTrace trace) {
        int pageSizeBytes = trace.header().pageSizeBytes();
        long pageCount = trace.header().pageCount();
        WorkloadModel workload = new WorkloadModel(WorkloadKind.TRACE, new PageRun(0, pageCount),
                pageSizeBytes, 1, 0, new Rate(1, false), 1, NO_RECORDS, 0, Optional.of(trace));
        return new GuestModel(MemoryGeometry.flat(pageSizeBytes, pageCount), pageCount, 1, workload);
    }
}
