package dev.ferry.transport.tcp;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The connections of one complete link. Closing them wakes whoever waits in them. */
final class TcpLink implements Link {

    private final String peer;
    private final List<TcpLane> lanes = new ArrayList<>();

    /** @param connections in the order of their lanes: the urgent one first; the link owns them */
    TcpLink(String peer, List<SocketChannel> connections) {
        this.peer = peer;
        for (SocketChannel connection : connections) {
            String lane = lanes.isEmpty() ? "urgent lane" : "bulk lane " + (lanes.size() - 1);
            lanes.add(new TcpLane(lane + " of the link to " + peer, connection));
        }
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Lane urgent() {
        return lanes.getFirst();
    }

    @Override
    public List<Lane> bulk() {
        return List.copyOf(lanes.subList(1, lanes.size()));
    }

    @Override
    public void close() {
        lanes.forEach(TcpLane::close);
    }
}
