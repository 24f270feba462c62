package dev.ferry.testkit.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.strategy.Round;
import java.time.Duration;

/**
 * Something that a {@link dev.ferry.api.event.MigrationListener} was told during a migration, or that its links met.
 * Progress is left out: how often that comes is a matter of time.
 */
public sealed interface MigrationEvent {

    /** A phase began at one side. */
    record PhaseBegan(Side side, MigrationPhase phase) implements MigrationEvent {}

    /** A round was over. */
    record RoundEnded(Round round) implements MigrationEvent {}

    /** The strategy at the source, or the engine at either side, said why the migration goes on as it does. */
    record Decided(Side side, String decision) implements MigrationEvent {}

    /** The guest at the destination waited for a page that was asked for over the network. */
    record NetworkFault(long page) implements MigrationEvent {}

    /**
     * The source sent a run of pages.
     *
     * @param first the first page of the run
     * @param end the page after its last
     */
    record PagesSent(long first, long end, Delivery delivery) implements MigrationEvent {

        /** How many pages it has. */
        public long count() {
            return end - first;
        }

        /** Whether a page is one of the run. */
        public boolean contains(long page) {
            return first <= page && page < end;
        }
    }

    /** A fault of the plan struck, in the words of {@link dev.ferry.testkit.transport.FaultyTransport}. */
    record LinkFault(String what) implements MigrationEvent {}

    /** The migration took longer than it may, and both its ends were interrupted. */
    record LimitReached(Duration limit) implements MigrationEvent {}
}
