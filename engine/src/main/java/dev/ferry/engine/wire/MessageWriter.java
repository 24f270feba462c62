package dev.ferry.engine.wire;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes messages to a lane, for any number of threads: a message goes out whole.
 */
public final class MessageWriter {

    private static final int SMALL_PAYLOAD_BYTES = 256;

    private final Lane lane;
    private final ByteBuffer small = FrameHeader.allocate(SMALL_PAYLOAD_BYTES);

    /** A writer on a lane. */
    public MessageWriter(Lane lane) {
        this.lane = lane;
    }

    /** Sends a message. */
    public synchronized void write(Message message) throws IOException {
        byte[] payload = MessageCodec.payload(message);
        ByteBuffer frame = payload.length <= SMALL_PAYLOAD_BYTES
                ? small.clear()
                : FrameHeader.allocate(payload.length);
        frame.position(FrameHeader.BYTES).put(payload).flip();
        FrameHeader.put(frame, MessageCodec.type(message), MessageCodec.runCount(message), payload.length,
                MessageCodec.argument(message));
        lane.write(frame);
    }
}
