package dev.ferry.ballooning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that stands still until it is told to pass; any thread. */
final class VirtualClock implements InstantSource {

    private volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    /** Lets time pass, without anything being done in it. */
    void advance(Duration span) {
        now = now.plus(span);
    }

    /** Lets time pass, and a controller do its steps in it, each at the moment that it is due. */
    void pass(Duration span, SelfBallooning ballooning) {
        Instant end = now.plus(span);
        while (!ballooning.hasEnded() && !ballooning.nextStep().isAfter(end)) {
            if (now.isBefore(ballooning.nextStep())) {
                now = ballooning.nextStep();
            }
            ballooning.step();
        }
        if (now.isBefore(end)) {
            now = end;
        }
    }
}
