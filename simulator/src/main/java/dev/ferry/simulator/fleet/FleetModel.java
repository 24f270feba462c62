package dev.ferry.simulator.fleet;

import dev.ferry.api.Quantities;
import dev.ferry.paging.workingset.Pressure;
import dev.ferry.simulator.scenario.LinkModel;
import dev.ferry.workload.SplitMix;
import java.time.Duration;
import java.util.Locale;

/**
 * A fleet of hosts that are all alike, with guests that differ in what they do.
 *
 * @param hosts how many hosts
 * @param guestsPerHost how many guests each has at the start
 * @param guestBytes the memory of a guest
 * @param pageBytes the page size of a guest that is moved; a large one stands for many
 * @param dirtyBytesPerSecond what a guest that is moved writes in its working set, in random order
 * @param marks what the working sets on a host may come to
 * @param link the way out of each host; what comes in takes no time of its own
 * @param drive what a host reads cold pages from, all guests' together
 * @param checks how often each host looks at its guests
 * @param pauseAfterFailure how long a host moves nobody after it has found no other that has room
 * @param span how long the fleet is watched
 * @param seed of all that differs
 */
public record FleetModel(int hosts, int guestsPerHost, long guestBytes, int pageBytes,
        long dirtyBytesPerSecond, Pressure marks, LinkModel link, LinkModel drive, Duration checks,
        Duration pauseAfterFailure, Duration span, long seed) {

    /** The working set of a guest, by its number. */
    WorkingSets workingSets(int guest) {
        return new DailyCurve(guestBytes, SplitMix.mix(seed + guest));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "%,d hosts with %,d guests of %s each, marks of %s and %s, %s, and drives over %s",
                hosts, guestsPerHost, Quantities.formatBytes(guestBytes),
                Quantities.formatBytes(marks.highBytes()), Quantities.formatBytes(marks.lowBytes()),
                link, drive);
    }
}
