package dev.ferry.api.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One ordered, reliable stream of bytes in each direction. One thread writes and one thread reads at a time; the two
 * do not disturb each other. Blocking.
 */
public interface Lane {

    /**
     * Sends all remaining bytes of the buffers, in order, and returns when the lane has taken them: the buffers may
     * then be used again. The bytes may change during the call, as guest memory does.
     *
     * @throws IOException where the link is lost or closed; some bytes may have gone out
     */
    void write(ByteBuffer... sources) throws IOException;

    /**
     * Fills the buffers completely, in order.
     *
     * @throws java.io.EOFException where the peer's end closed first, also between two frames
     * @throws IOException where the link is lost or closed; the buffers may be partly filled
     */
    void read(ByteBuffer... targets) throws IOException;
}
