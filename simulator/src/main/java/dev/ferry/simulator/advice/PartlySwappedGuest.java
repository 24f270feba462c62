package dev.ferry.simulator.advice;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.simulator.host.ColdPages;
import dev.ferry.simulator.scenario.GuestModel;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.simulator.scenario.ScenarioGuest;
import dev.ferry.simulator.scenario.RunningGuest;
import dev.ferry.simulator.time.Simulation;

/**
 * A guest of which a part lies on a swap device that both hosts reach. What is read from there to be sent stays there
 * too, and takes nobody's place in memory.
 *
 * @param guest the same with all of it in memory
 * @param residentPages what is in memory: the first ones
 * @param device how fast it is read
 */
public record PartlySwappedGuest(GuestModel guest, long residentPages,
        LinkModel device) implements ScenarioGuest {

    @Override
    public MemoryGeometry geometry() {
        return guest.geometry();
    }

    @Override
    public RunningGuest start(Simulation simulation, long seed) {
        RunningGuest running = guest.start(simulation, seed);
        return running.with(ColdPages.of(running.guest(), device.open(simulation).stream(1), residentPages,
                guest.usedPages() - residentPages));
    }

    @Override
    public String toString() {
        return guest + "; " + Quantities.formatBytes(guest.geometry().bytes(residentPages))
                + " are in memory and the others on a swap device over " + device;
    }
}
