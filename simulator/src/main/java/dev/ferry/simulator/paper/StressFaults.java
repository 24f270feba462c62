package dev.ferry.simulator.paper;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.time.Simulation;

/**
 * What the guest of the stress test faulted on after a migration, once its program had touched all of its working set.
 *
 * @param network faults that asked for the page over the network
 * @param served of them, those that the source answered; the others' pages were on their way already
 * @param minor first touches of pages that push had brought
 */
record StressFaults(long network, long served, long minor) {

    /** Moves the guest by a way of post-copy while its program reads. */
    static StressFaults after(String way, StressGuest spec, long seed) {
        Simulation simulation = new Simulation();
        SimulatedGuest guest = spec.create(simulation, seed);
        guest.start();
        long[] served = {0};
        MigrationReport report = SimulatedMigration
                .run(Testbed.postcopy(simulation, guest, Testbed.link(simulation), way)
                        .with(new MigrationListener() {
                            @Override
                            public void onPagesSent(long first, long end, Delivery delivery) {
                                served[0] += delivery == Delivery.FAULT ? end - first : 0;
                            }
                        }));
        simulation.runUntil(simulation.nowNanos() + spec.nanosOfFirstRound());
        Long network = report.networkFaults();
        return new StressFaults(network == null ? 0 : network, served[0], guest.memory().firstTouches());
    }

    /** Network faults in percent of all first touches. */
    double networkPercent() {
        return percent(network);
    }

    /** Those that the source answered. */
    double servedPercent() {
        return percent(served);
    }

    private double percent(long faults) {
        return faults * 100.0 / (network + minor);
    }
}
