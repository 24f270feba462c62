package dev.ferry.api.strategy;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageSet;

/**
 * The four verbs that a strategy is made of: send, switch over, push, complete; and two means to make rounds converge:
 * to slow the guest, and to limit the bandwidth. For the one thread that runs the strategy. Every verb throws {@link java.util.concurrent.CancellationException} once the migration was cancelled
 * (never after switchover), and {@link dev.ferry.api.FerryException} where the migration failed.
 */
public interface SourceSession {

    /** The shape of the guest's memory. */
    MemoryGeometry geometry();

    /**
     * The pages whose latest contents the destination lacks, as known at the end of the last {@link #send}: at first
     * all pages, after a round those dirtied in it and those not sent yet, but for most that hold nothing: of these the
     * destination was told. A set of the caller's own.
     */
    PageSet dirty();

    /**
     * Copies pages while the guest runs: one round. Returns when the destination has them, and knows by then which
     * pages were dirtied meanwhile.
     */
    Round send(PageSet pages);

    /**
     * Pauses the guest and hands it over. What is dirty is known only now: it is copied in the pause, or owed.
     * Non-pageable pages are copied in either case. When this returns, the guest runs at the destination.
     *
     * @return the pages owed to the destination: empty for {@link Residue#COPY}
     */
    PageSet switchOver(Residue residue);

    /**
     * Sends the pages owed while the guest runs at the destination: in the order of the scheduler, its network
     * faults first. Returns when the destination has them all.
     *
     * @param owed what {@link #switchOver} returned
     */
    void push(PageSet owed, PushScheduler scheduler);

    /** Ends the migration: nothing is owed, and the source is released. */
    void complete();

    /**
     * Slows the guest down from now on, so that rounds shrink; before {@link #switchOver} only. Whatever the strategy
     * leaves, the engine lifts before it pauses the guest, and where the guest stays at the source.
     *
     * @param percent of its time that each virtual CPU is kept from running, 0 to 99; 0 lifts the stun
     * @return whether this guest can be slowed
     * @throws IllegalArgumentException where the percentage is out of range
     */
    boolean stun(int percent);

    /**
     * Limits the bulk lanes together from now on. Faults are never limited, and a limit that the user has set
     * ({@code ferry.bandwidth}) is never exceeded.
     *
     * @param bytesPerSecond the limit, 0 for the user's alone
     * @throws IllegalArgumentException where it is negative
     */
    void limitBandwidth(long bytesPerSecond);

    /**
     * Tells those who watch why the strategy goes on as it does, in one sentence, e.g. that rounds do not converge.
     */
    void explain(String decision);
}
