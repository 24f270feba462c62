package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Short words for what tests do with lanes. */
final class Lanes {

    private Lanes() {}

    /** All lanes of one end: the urgent one, then the bulk ones. */
    static List<Lane> of(Link end) {
        List<Lane> lanes = new ArrayList<>(end.bulk());
        lanes.addFirst(end.urgent());
        return lanes;
    }

    static void writeByte(Lane lane, int value) throws IOException {
        lane.write(ByteBuffer.wrap(new byte[]{(byte) value}));
    }

    static int readByte(Lane lane) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1);
        lane.read(target);
        return target.get(0);
    }

    /** Cuts bytes into buffers of one length; the last may be shorter. */
    static ByteBuffer[] slices(byte[] bytes, int length) {
        List<ByteBuffer> slices = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += length) {
            slices.add(ByteBuffer.wrap(bytes, from, Math.min(length, bytes.length - from)));
        }
        return slices.toArray(ByteBuffer[]::new);
    }
}
