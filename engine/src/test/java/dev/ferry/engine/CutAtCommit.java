package dev.ferry.engine;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.wire.FrameType;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An in-memory transport whose first link ends with COMMIT, delivered or not; then it refuses some connections. */
final class CutAtCommit implements Transport {

    private final Transport transport = new InMemoryTransport();
    private final AtomicInteger connections = new AtomicInteger();
    private final boolean delivered;
    private final int refusals;

    CutAtCommit(boolean delivered, int refusals) {
        this.delivered = delivered;
        this.refusals = refusals;
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return transport.listen(address);
    }

    @Override
    public Link connect(String address) throws IOException {
        int before = connections.getAndIncrement();
        if (before == 0) {
            return new CutLink(transport.connect(address), delivered);
        }
        if (before <= refusals) {
            throw new ConnectException("refused by the test");
        }
        return transport.connect(address);
    }

    private record CutLink(Link link, boolean delivered) implements Link {

        @Override
        public String peer() {
            return link.peer();
        }

        @Override
        public Lane urgent() {
            Lane lane = link.urgent();
            return new Lane() {
                private volatile boolean cut;

                @Override
                public void write(ByteBuffer... sources) throws IOException {
                    boolean commit = sources[0].get(0) == FrameType.COMMIT.code();
                    cut |= commit;
                    if (!commit || delivered) {
                        lane.write(sources);
                    }
                    if (commit) {
                        link.close();
                    }
                }

                /** The answer to COMMIT may be there before the link is closed, and is not heard either. */
                @Override
                public void read(ByteBuffer... targets) throws IOException {
                    lane.read(targets);
                    if (cut) {
                        throw new EOFException("the link was cut by the test");
                    }
                }
            };
        }

        @Override
        public List<Lane> bulk() {
            return link.bulk();
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
