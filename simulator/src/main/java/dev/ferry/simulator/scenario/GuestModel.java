package dev.ferry.simulator.scenario;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.AccessPattern;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import java.util.List;

/**
 * A guest.
 *
 * @param geometry of its memory
 * @param usedPages that hold anything: the first ones
 * @param cpus its virtual CPUs
 * @param workload what it does
 */
public record GuestModel(MemoryGeometry geometry, long usedPages, int cpus, WorkloadModel workload)
        implements
            ScenarioGuest {

    private static final long SMALLEST_PAGE_BYTES = 1 << 12;
    private static final long LARGEST_PAGE_BYTES = 1 << 30;

    @Override
    public RunningGuest start(Simulation simulation, long seed) {
        List<AccessPattern> patterns = workload.patterns(seed);
        SimulatedMemory memory = new SimulatedMemory(geometry);
        if (usedPages < geometry.pageCount()) {
            memory.discard(usedPages, geometry.pageCount() - usedPages);
        }
        SimulatedGuest guest = new SimulatedGuest(simulation, "simulated", memory, cpus);
        patterns.forEach(guest::with);
        guest.start();
        return new RunningGuest(guest, patterns, null);
    }

    static GuestModel of(ScenarioText text) {
        long memory = text.get(ScenarioSettings.MEMORY);
        int page = pageBytes(text, memory);
        long used = text.get(ScenarioSettings.USED).orElse(memory);
        if (used < page || used > memory) {
            throw text.refusal(ScenarioSettings.USED, Quantities.formatBytes(used), "from a page, "
                    + Quantities.formatBytes(page) + ", to the guest's memory, "
                    + Quantities.formatBytes(memory));
        }
        return new GuestModel(MemoryGeometry.flat(page, memory / page), used / page,
                text.get(ScenarioSettings.CPUS).intValue(),
                WorkloadModel.of(text, new PageRun(0, used / page), page));
    }

    private static int pageBytes(ScenarioText text, long memory) {
        long page = text.get(ScenarioSettings.PAGE);
        if (page < SMALLEST_PAGE_BYTES || page > LARGEST_PAGE_BYTES || Long.bitCount(page) != 1) {
            throw text.refusal(ScenarioSettings.PAGE, page, "a power of two from 4KiB to 1GiB");
        }
        if (memory < page || memory % page != 0) {
            throw text.refusal(ScenarioSettings.MEMORY, memory,
                    "a multiple of the page size, " + Quantities.formatBytes(page));
        }
        return (int) page;
    }

    @Override
    public String toString() {
        String used = usedPages == geometry.pageCount()
                ? ""
                : ", of which " + Quantities.formatBytes(geometry.bytes(usedPages)) + " hold anything";
        return Quantities.formatBytes(geometry.memoryBytes()) + used + ", "
                + (cpus == 1 ? "1 virtual CPU" : cpus + " virtual CPUs") + ", " + workload;
    }
}
