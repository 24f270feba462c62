package dev.ferry.simulator.advice;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.strategy.Round;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How a migration went: what was sent when, and what its strategy said. */
final class Course implements MigrationListener {

    private final Map<Delivery, Long> pages = new EnumMap<>(Delivery.class);
    private final List<Round> rounds = new ArrayList<>();
    private boolean guestRuns = true;
    private final List<String> explanations = new ArrayList<>();

    /** One that has not begun. */
    Course() {}

    @Override
    public void onPagesSent(long first, long end, Delivery delivery) {
        pages.merge(delivery, end - first, Long::sum);
    }

    @Override
    public void onPhase(MigrationPhase phase) {
        guestRuns &= phase != MigrationPhase.SWITCHOVER;
    }

    @Override
    public void onRound(Round round) {
        if (guestRuns) {
            rounds.add(round);
        }
    }

    @Override
    public void onDecision(String decision) {
        explanations.add(decision);
    }

    /** How many pages went so. */
    long pages(Delivery delivery) {
        return pages.getOrDefault(delivery, 0L);
    }

    /** The passes over dirty pages while the guest ran at the source. */
    List<Round> rounds() {
        return rounds;
    }

    List<String> explanations() {
        return explanations;
    }
}
