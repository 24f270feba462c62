package dev.ferry.simulator.balloon;

import dev.ferry.ballooning.BallooningSettings;
import dev.ferry.ballooning.SelfBallooning;
import dev.ferry.simulator.time.Event;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.time.Instant;

/**
 * Holds the balloon of a simulated guest by dynamic self-ballooning, the rule of the real ones, in virtual time, and has
 * the guest pay for it.
 */
public final class BalloonKeeper implements AutoCloseable {

    private final Simulation simulation;
    private final SimulatedBalloon balloon;
    private final SelfBallooning rule;
    private final KernelTime kernel;
    private final Costs costs;
    private long paidPages;
    private Event next;

    /**
     * What it costs the guest's processors.
     *
     * @param wakeUpNanos each time that it is looked what is free
     * @param nanosPerPage taken or given back
     */
    public record Costs(long wakeUpNanos, long nanosPerPage) {

        /** Nothing. */
        public static final Costs NONE = new Costs(0, 0);

        /** Checks that neither is negative. */
        public Costs {
            if (wakeUpNanos < 0 || nanosPerPage < 0) {
                throw new IllegalArgumentException("costs of " + wakeUpNanos + " ns and " + nanosPerPage
                        + " ns per page: neither is negative");
            }
        }
    }

    /**
     * Takes charge of a balloon, which it inflates at once.
     *
     * @param kernel who pays
     */
    public BalloonKeeper(Simulation simulation, String guest, SimulatedBalloon balloon,
            BallooningSettings settings, Costs costs, KernelTime kernel) {
        this.simulation = simulation;
        this.balloon = balloon;
        this.rule = new SelfBallooning(guest, balloon, settings, simulation);
        this.kernel = kernel;
        this.costs = costs;
        balloon.onPressure(this::press);
        this.next = simulation.after(0, this::step);
    }

    private void step() {
        rule.step();
        kernel.need(costs.wakeUpNanos());
        pay();
        next = simulation.at(nanos(rule.nextStep()), this::step);
    }

    private static long nanos(Instant time) {
        return Duration.between(Instant.EPOCH, time).toNanos();
    }

    private long press(long pages) {
        long left = rule.press(pages);
        pay();
        return left;
    }

    private void pay() {
        kernel.need((balloon.movedPages() - paidPages) * costs.nanosPerPage());
        paidPages = balloon.movedPages();
    }

    /** Takes nothing any more; the guest is given memory as before. */
    @Override
    public void close() {
        rule.end();
        next.callOff();
    }
}
