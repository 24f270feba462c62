package dev.ferry.api.transport;

import java.util.List;

/**
 * One peer: an urgent lane for control and demand faults, and bulk lanes for everything else. Traffic on a bulk lane
 * never delays the urgent lane by more than what the wire itself holds.
 */
public interface Link extends AutoCloseable {

    /** Who is at the other end, for messages. */
    String peer();

    /** The lane for control and demand faults. */
    Lane urgent();

    /** The lanes for bulk data, at least one; as many at the other end, in the same order. */
    List<Lane> bulk();

    /**
     * Ends all lanes at once: reads and writes that wait, here and at the peer, fail. Any thread; may be called
     * twice.
     */
    @Override
    void close();
}
