package dev.ferry.paging.workingset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Goes when it is told to. */
final class VirtualClock implements InstantSource {

    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }
}
