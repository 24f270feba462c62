package dev.ferry.testkit.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.strategy.Round;
import dev.ferry.testkit.migration.MigrationEvent.Decided;
import dev.ferry.testkit.migration.MigrationEvent.NetworkFault;
import dev.ferry.testkit.migration.MigrationEvent.PagesSent;
import dev.ferry.testkit.migration.MigrationEvent.PhaseBegan;
import dev.ferry.testkit.migration.MigrationEvent.RoundEnded;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Takes down what both sides tell, in the order in which it comes. Any thread. */
final class EventRecorder {

    private final Queue<MigrationEvent> events = new ConcurrentLinkedQueue<>();

    void add(MigrationEvent event) {
        events.add(event);
    }

    /** What was recorded so far. */
    List<MigrationEvent> events() {
        return List.copyOf(events);
    }

    /** Listens at one side, and calls {@code onPhase} after a phase was recorded. */
    MigrationListener listener(Side side, Consumer<MigrationPhase> onPhase) {
        return new MigrationListener() {

            @Override
            public void onPhase(MigrationPhase phase) {
                add(new PhaseBegan(side, phase));
                onPhase.accept(phase);
            }

            @Override
            public void onRound(Round round) {
                add(new RoundEnded(round));
            }

            @Override
            public void onDecision(String decision) {
                add(new Decided(side, decision));
            }

            @Override
            public void onNetworkFault(long page) {
                add(new NetworkFault(page));
            }

            @Override
            public void onPagesSent(long first, long end, Delivery delivery) {
                add(new PagesSent(first, end, delivery));
            }
        };
    }
}
