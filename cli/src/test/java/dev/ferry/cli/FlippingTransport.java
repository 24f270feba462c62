package dev.ferry.cli;

import dev.ferry.api.Settings;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A transport that a user brings along, and that is broken: it changes the last bit of each frame with pages. */
public final class FlippingTransport implements Transport {

    private static final int BYTES_OF_A_PAGE = 4096;

    private final Transport inner = new InMemoryTransport();

    private FlippingTransport() {}

    @Override
    public LinkListener listen(String address) throws IOException {
        return inner.listen(address);
    }

    @Override
    public Link connect(String address) throws IOException {
        Link link = inner.connect(address);
        return new Link() {
            @Override
            public String peer() {
                return link.peer();
            }

            @Override
            public Lane urgent() {
                return link.urgent();
            }

            @Override
            public List<Lane> bulk() {
                return link.bulk().stream().<Lane>map(Flipping::new).toList();
            }

            @Override
            public void close() {
                link.close();
            }
        };
    }

    private record Flipping(Lane lane) implements Lane {

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            ByteBuffer frame = ByteBuffer
                    .allocate(Arrays.stream(sources).mapToInt(ByteBuffer::remaining).sum());
            Arrays.stream(sources).forEach(frame::put);
            int last = frame.position() - 1;
            if (last >= BYTES_OF_A_PAGE) {
                frame.put(last, (byte) (frame.get(last) ^ 1));
            }
            lane.write(frame.flip());
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            lane.read(targets);
        }
    }

    /** Finds it as {@code flipping}. */
    public static final class Provider implements Transport.Provider {

        /** Does nothing. */
        public Provider() {}

        @Override
        public String name() {
            return "flipping";
        }

        @Override
        public Transport create(Settings settings) {
            return new FlippingTransport();
        }
    }
}
