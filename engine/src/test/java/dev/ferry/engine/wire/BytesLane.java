package dev.ferry.engine.wire;

import dev.ferry.api.transport.Lane;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A lane to and from an array. */
public final class BytesLane implements Lane {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteBuffer toRead;

    /** A lane whose peer has sent these bytes and nothing else. */
    public BytesLane(byte... toRead) {
        this.toRead = ByteBuffer.wrap(toRead);
    }

    /** Whether the peer has sent more than was read. */
    public boolean hasMore() {
        return toRead.hasRemaining();
    }

    /** What was written to it. */
    public byte[] written() {
        return written.toByteArray();
    }

    @Override
    public void write(ByteBuffer... sources) {
        for (ByteBuffer source : sources) {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            written.writeBytes(bytes);
        }
    }

    @Override
    public void read(ByteBuffer... targets) throws IOException {
        for (ByteBuffer target : targets) {
            if (toRead.remaining() < target.remaining()) {
                throw new EOFException("end of the bytes");
            }
            int limit = toRead.limit();
            target.put(toRead.limit(toRead.position() + target.remaining()));
            toRead.limit(limit);
        }
    }
}
