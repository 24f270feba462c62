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
        MemoryGeometry geometry = text.geometry(ScenarioSettings.PAGE, ScenarioSettings.MEMORY);
        long memory = geometry.memoryBytes();
        int page = geometry.pageSizeBytes();
        long used = text.get(ScenarioSettings.USED).orElse(memory);
        if (used < page || used > memory) {
            throw text.refusal(ScenarioSettings.USED, Quantities.formatBytes(used), "from a page, "
                    + Quantities.formatBytes(page) + ", to the guest's memory, "
                    + Quantities.formatBytes(memory));
        }
        return new GuestModel(geometry, used / page,
                text.get(ScenarioSettings.CPUS).intValue(),
                WorkloadModel.of(text, new PageRun(0, used / page), page));
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
