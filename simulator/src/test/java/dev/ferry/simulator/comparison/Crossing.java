package dev.ferry.simulator.comparison;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.strategy.Round;
import java.util.ArrayList;
import java.util.List;

/** Pages in the order in which they crossed, page by page, and the phases and rounds between. */
class Crossing implements MigrationListener {

    private final List<String> events = new ArrayList<>();
    private volatile MigrationPhase phase = MigrationPhase.RESERVATION;

    /** What has happened so far. */
    synchronized List<String> events() {
        return List.copyOf(events);
    }

    MigrationPhase phase() {
        return phase;
    }

    @Override
    public synchronized void onPhase(MigrationPhase next) {
        phase = next;
        events.add(next.toString());
    }

    @Override
    public synchronized void onRound(Round round) {
        events.add("round %d: %d pages, %d bytes, %d dirty".formatted(round.number(), round.pages(),
                round.bytes(), round.dirtyPages()));
    }

    @Override
    public synchronized void onPagesSent(long first, long end, Delivery delivery) {
        for (long page = first; page < end; page++) {
            events.add(delivery + " " + page);
        }
    }
}
