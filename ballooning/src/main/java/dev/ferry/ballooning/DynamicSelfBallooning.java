package dev.ferry.ballooning;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Holds the balloons of guests by dynamic self-ballooning (Hines et al. 2009, sections 3.3 and 4.2): each by the rule of
 * {@link SelfBallooning}, on a thread of its own. For any thread.
 */
public final class DynamicSelfBallooning implements BalloonController {

    private final BallooningSettings settings;
    private final InstantSource clock = steady();

    /** Has no guest yet. */
    public DynamicSelfBallooning(BallooningSettings settings) {
        this.settings = settings;
    }

    /** The first inflation is at once. */
    @Override
    public Charge control(String guestId, Balloon balloon) {
        SelfBallooning ballooning = new SelfBallooning(guestId, balloon, settings, clock);
        balloon.onPressure(ballooning::press);
        return BalloonThread.start(guestId, ballooning, clock);
    }

    /** The time of day, which intervals are not to jump with, as it was once, and from there on a stopwatch. */
    private static InstantSource steady() {
        Instant begun = Instant.now();
        long begunNanos = System.nanoTime();
        return () -> begun.plusNanos(System.nanoTime() - begunNanos);
    }
}
