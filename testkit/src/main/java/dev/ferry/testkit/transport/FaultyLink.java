package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A link whose lanes share the fault of this end. */
record FaultyLink(String peer, Lane urgent, List<Lane> bulk, FaultyEnd end) implements Link {

    private record FaultyLane(Lane inner, FaultyEnd end) implements Lane {

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            end.write(inner, sources);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            end.read(inner, targets);
        }
    }

    static FaultyLink around(Link inner, FaultyEnd end) {
        List<Lane> bulk = inner.bulk().stream().<Lane>map(lane -> new FaultyLane(lane, end)).toList();
        return new FaultyLink(inner.peer(), new FaultyLane(inner.urgent(), end), bulk, end);
    }

    @Override
    public void close() {
        end.close();
    }
}
