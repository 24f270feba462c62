package dev.ferry.api.event;

import dev.ferry.api.strategy.Round;

/**
 * Watches a migration. Every method has an empty default. They are called on threads of the engine and must return at
 * once; what one throws is logged and changes nothing.
 */
public interface MigrationListener {

    /** Watches nothing. */
    MigrationListener NONE = new MigrationListener() {};

    /** A phase begins. In order, on the thread of the session. */
    default void onPhase(MigrationPhase phase) {}

    /** A round is over. At the source, once per round, on the thread of the session. */
    default void onRound(Round round) {}

    /**
     * Why the migration goes on as it does: of the strategy, at the source; of the engine, at either side, where the
     * link was lost after switchover and where the two ends have met again. On the thread of the session.
     */
    default void onDecision(String decision) {}

    /** The guest waits for a page that was asked for over the network. At the destination, on the fault thread. */
    default void onNetworkFault(long page) {}

    /**
     * Pages are sent: about to be, or, where the guest asked for them, just now. At the source, once per run of pages, on the threads that send, several at a time: the
     * most frequent call by far.
     *
     * @param first the first page of the run
     * @param end the page after its last
     */
    default void onPagesSent(long first, long end, Delivery delivery) {}

    /** How far things are: some times a second, on either side, on a thread of its own. */
    default void onProgress(Progress progress) {}
}
