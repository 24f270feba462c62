package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A link that never waits: it keeps what is written on one tape for all lanes, and reads zeros, even when closed. */
final class TapeLink implements Link {

    private final ByteArrayOutputStream tape = new ByteArrayOutputStream();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();

    byte[] written() {
        return tape.toByteArray();
    }

    int reads() {
        return reads.get();
    }

    int closes() {
        return closes.get();
    }

    @Override
    public String peer() {
        return "tape";
    }

    @Override
    public Lane urgent() {
        return new TapeLane();
    }

    @Override
    public List<Lane> bulk() {
        return List.of(new TapeLane());
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    private final class TapeLane implements Lane {

        @Override
        public void write(ByteBuffer... sources) {
            for (ByteBuffer source : sources) {
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                tape.writeBytes(bytes);
            }
        }

        @Override
        public void read(ByteBuffer... targets) {
            reads.incrementAndGet();
            for (ByteBuffer target : targets) {
                target.position(target.limit());
            }
        }
    }
}
