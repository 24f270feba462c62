package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A stream of bytes that both ends can make from its seed, sent and received in pieces of odd sizes. */
record SeededBytes(long seed, int length) {

    private static final int MAX_BUFFERS = 9;
    private static final int MAX_BUFFER_BYTES = 70_001;

    byte[] toArray() {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    void sendTo(Lane lane) throws IOException {
        ByteBuffer whole = ByteBuffer.wrap(toArray());
        SplittableRandom sizes = new SplittableRandom(seed + 1);
        while (whole.hasRemaining()) {
            ByteBuffer[] call = cut(whole, sizes);
            lane.write(call);
            requireAllUsed(call);
        }
    }

    byte[] receiveFrom(Lane lane) throws IOException {
        byte[] received = new byte[length];
        ByteBuffer whole = ByteBuffer.wrap(received);
        SplittableRandom sizes = new SplittableRandom(seed + 2);
        while (whole.hasRemaining()) {
            ByteBuffer[] call = cut(whole, sizes);
            lane.read(call);
            requireAllUsed(call);
        }
        return received;
    }

    /** The next pieces of a buffer, as one call takes them; some of them are empty. */
    private static ByteBuffer[] cut(ByteBuffer whole, SplittableRandom sizes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int count = sizes.nextInt(1, MAX_BUFFERS + 1);
        for (int i = 0; i < count; i++) {
            int size = Math.min(whole.remaining(), sizes.nextInt(MAX_BUFFER_BYTES));
            pieces.add(whole.slice(whole.position(), size));
            whole.position(whole.position() + size);
        }
        return pieces.toArray(ByteBuffer[]::new);
    }

    private static void requireAllUsed(ByteBuffer[] call) {
        for (ByteBuffer buffer : call) {
            if (buffer.hasRemaining()) {
                throw new AssertionError("The lane left " + buffer.remaining() + " bytes of a buffer");
            }
        }
    }
}
