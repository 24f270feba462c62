package dev.ferry.transport.tcp;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The connections of one link id, until all of them have come. */
final class HalfLink {

    private final int laneCount;
    private final SortedMap<Integer, Visitor> byLane = new TreeMap<>();

    HalfLink(int laneCount) {
        this.laneCount = laneCount;
    }

    /** Adds a connection, unless it contradicts those that came first: these stay. */
    void add(Preamble hello, Visitor visitor) throws ProtocolException {
        if (hello.laneCount() != laneCount) {
            throw new ProtocolException("it says that the link has " + hello.laneCount()
                    + " lanes; those that came first say " + laneCount);
        }
        if (byLane.putIfAbsent(hello.lane(), visitor) != null) {
            throw new ProtocolException("lane " + hello.lane() + " of its link is already here");
        }
    }

    boolean isComplete() {
        return byLane.size() == laneCount;
    }

    /** Those that have come, in the order of their lanes. */
    List<Visitor> visitors() {
        return new ArrayList<>(byLane.values());
    }

    /** All connections as a link; the link owns them. */
    TcpLink toLink() {
        List<SocketChannel> connections = byLane.values().stream().map(Visitor::connection).toList();
        return new TcpLink(byLane.firstEntry().getValue().toString(), connections);
    }

    /** Tells all of them that they are a link. */
    void welcome() throws IOException {
        for (Visitor visitor : byLane.values()) {
            visitor.welcome();
        }
    }

    /** How many of them have come. */
    String progress() {
        return byLane.size() + " of " + laneCount + " connections of its link";
    }
}
