package dev.ferry.engine;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A lane that several threads write to, a whole frame each. */
record SharedLane(Lane lane) implements Lane {

    @Override
    public void write(ByteBuffer... sources) throws IOException {
        synchronized (lane) {
            lane.write(sources);
        }
    }

    @Override
    public void read(ByteBuffer... targets) throws IOException {
        lane.read(targets);
    }
}
