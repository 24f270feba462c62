package dev.ferry.testkit.wrap;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks who uses a transport: one thread at a time reads a lane, one writes it, one accepts, what is to be filled can
 * be written, and in the end every link is closed by its owner. One instance serves both ends in one JVM.
 */
public final class AssertingTransport implements Transport {

    private final Transport inner;
    private final Violations violations;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    /** Wraps a transport. */
    public AssertingTransport(Transport inner, Violations violations) {
        this.inner = inner;
        this.violations = violations;
    }

    /** The links that their owner has not closed. */
    public int openLinks() {
        return open.size();
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return new AssertingListener(inner.listen(address));
    }

    @Override
    public Link connect(String address) throws IOException {
        return owned(inner.connect(address));
    }

    private Link owned(Link link) {
        AssertingLink asserting = new AssertingLink(link, lane("urgent lane", link.urgent()),
                link.bulk().stream().map(lane -> lane("bulk lane", lane)).toList(), open);
        open.add(asserting);
        return asserting;
    }

    private Lane lane(String name, Lane lane) {
        return new AssertingLane(lane, new OneAtATime("Lane: reads of a " + name, violations),
                new OneAtATime("Lane: writes of a " + name, violations));
    }

    private final class AssertingListener implements LinkListener {

        private final LinkListener listener;
        private final OneAtATime accepts = new OneAtATime("LinkListener", violations);

        AssertingListener(LinkListener listener) {
            this.listener = listener;
        }

        @Override
        public String address() {
            return listener.address();
        }

        @Override
        public Link accept() throws IOException {
            try (var _ = accepts.enter("accept")) {
                return owned(listener.accept());
            }
        }

        @Override
        public void close() {
            listener.close();
        }
    }

    private static final class AssertingLink implements Link {

        private final Link link;
        private final Lane urgent;
        private final List<Lane> bulk;
        private final Set<Link> open;

        AssertingLink(Link link, Lane urgent, List<Lane> bulk, Set<Link> open) {
            this.link = link;
            this.urgent = urgent;
            this.bulk = bulk;
            this.open = open;
        }

        @Override
        public String peer() {
            return link.peer();
        }

        @Override
        public Lane urgent() {
            return urgent;
        }

        @Override
        public List<Lane> bulk() {
            return bulk;
        }

        @Override
        public void close() {
            link.close();
            open.remove(this);
        }
    }

    private record AssertingLane(Lane lane, OneAtATime reads, OneAtATime writes) implements Lane {

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            try (var _ = writes.enter("write")) {
                lane.write(sources);
            }
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            try (var _ = reads.enter("read")) {
                for (ByteBuffer target : targets) {
                    reads.check(!target.isReadOnly(), () -> "into " + target);
                }
                lane.read(targets);
            }
        }
    }
}
