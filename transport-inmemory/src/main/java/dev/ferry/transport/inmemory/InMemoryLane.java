package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/** One end of a lane: the pipe that it reads and the pipe that it writes. */
record InMemoryLane(Pipe incoming, Pipe outgoing) implements Lane {

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        try {
            for (ByteBuffer source : sources) {
                outgoing.write(source);
            }
        } catch (InterruptedIOException interrupt) {
            // A frame may have been cut in two. As with a socket, nothing more can follow it.
            close();
            throw interrupt;
        }
    }

    @Override
    public void read(ByteBuffer... targets) throws IOException {
        try {
            for (ByteBuffer target : targets) {
                incoming.read(target);
            }
        } catch (InterruptedIOException interrupt) {
            close();
            throw interrupt;
        }
    }

    void close() {
        outgoing.closeWriter();
        incoming.closeReader();
    }
}
