package dev.ferry.simulator.paper;

import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.migration.SimulatedMigration.Plan;
import dev.ferry.simulator.time.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to push in Figure 17 of the post-copy paper.
 *
 * @param pivots of its bubbles; 0 for push without any
 * @param dual whether bubbles grow to both sides, or else forward
 * @param lru whether pages are in the order of their last use, or else by address
 */
record Prepaging(int pivots, boolean dual, boolean lru) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** All of the figure. */
    static List<Prepaging> all() {
        List<Prepaging> all = new ArrayList<>();
        for (boolean lru : new boolean[]{false, true}) {
            all.add(new Prepaging(0, false, lru));
            for (int pivots : new int[]{1, 7}) {
                all.add(new Prepaging(pivots, false, lru));
                all.add(new Prepaging(pivots, true, lru));
            }
        }
        return List.copyOf(all);
    }

    boolean bubbles() {
        return pivots > 0;
    }

    /** For people. */
    String title() {
        return push() + (lru ? ", LRU" : "");
    }

    private String push() {
        return bubbles()
                ? (pivots == 1 ? "1 pivot, " : pivots + " pivots, ") + (dual ? "dual" : "forward")
                : "push";
    }

    /**
     * Moves a guest in the middle of its work. Where that is does not depend on the way: where nobody watches its pages,
     * it runs for as long before.
     *
     * @return the network faults
     */
    long networkFaults(QuicksortGuest spec, long seed) {
        try (Simulation simulation = new Simulation()) {
            SimulatedGuest guest = spec.create(simulation, seed);
            guest.start();
            long seconds = spec.secondsBefore(seed);
            if (!lru) {
                simulation.runUntil(seconds * NANOS_PER_SECOND);
            }
            Plan plan = Testbed.postcopy(simulation, guest, Testbed.link(simulation), way(seconds));
            Long faults = SimulatedMigration.run(plan).networkFaults();
            return faults == null ? 0 : faults;
        }
    }

    private String way(long passes) {
        return (bubbles() ? bubbling() : "postcopy:push") + Testbed.MEMX
                + (lru ? " ferry.order=lru ferry.order.interval=1s ferry.order.passes=" + passes : "");
    }

    private String bubbling() {
        return "postcopy:bubbling ferry.scheduler.bubbling.pivots=" + pivots
                + " ferry.scheduler.bubbling.direction=" + (dual ? "dual" : "forward")
                + " ferry.scheduler.bubbling.step=1";
    }
}
