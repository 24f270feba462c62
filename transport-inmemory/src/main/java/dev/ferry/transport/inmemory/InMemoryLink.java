package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.util.ArrayList;
import java.util.List;

/** One end of a link; the other end holds the same pipes the other way round. */
final class InMemoryLink implements Link {

    /** Both ends of a new link. */
    record Pair(InMemoryLink connecting, InMemoryLink listening) {}

    private final String peer;
    private final InMemoryLane urgent;
    private final List<InMemoryLane> bulk;

    private InMemoryLink(String peer, List<Pipe> incoming, List<Pipe> outgoing) {
        List<InMemoryLane> lanes = new ArrayList<>();
        for (int lane = 0; lane < incoming.size(); lane++) {
            lanes.add(new InMemoryLane(incoming.get(lane), outgoing.get(lane)));
        }
        this.peer = peer;
        this.urgent = lanes.getFirst();
        this.bulk = List.copyOf(lanes.subList(1, lanes.size()));
    }

    /** Makes a link between a listener and its caller, each named for the other's messages. */
    static Pair pair(String listener, String caller, InMemoryOptions options, NanoClock clock) {
        List<Pipe> there = pipes("link from " + caller + " to " + listener, options, clock);
        List<Pipe> back = pipes("link from " + listener + " to " + caller, options, clock);
        return new Pair(new InMemoryLink(listener, back, there), new InMemoryLink(caller, there, back));
    }

    /** One direction: the pipe of the urgent lane, then those of the bulk lanes, over one wire. */
    private static List<Pipe> pipes(String direction, InMemoryOptions options, NanoClock clock) {
        Wire wire = new Wire(options, clock);
        List<Pipe> pipes = new ArrayList<>();
        pipes.add(new Pipe("urgent lane of the " + direction, wire.capacityBytes(), clock, wire::sendUrgent));
        for (int lane = 0; lane < options.bulkLanes(); lane++) {
            String name = "bulk lane " + lane + " of the " + direction;
            pipes.add(new Pipe(name, wire.capacityBytes(), clock, wire::sendBulk));
        }
        return pipes;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public Lane urgent() {
        return urgent;
    }

    @Override
    public List<Lane> bulk() {
        return List.copyOf(bulk);
    }

    @Override
    public void close() {
        urgent.close();
        bulk.forEach(InMemoryLane::close);
    }
}
