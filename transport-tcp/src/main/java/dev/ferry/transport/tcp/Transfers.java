package dev.ferry.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;

/** Whole transfers over channels that take and give as much as they like. */
final class Transfers {

    /** What one system call takes: IOV_MAX of Linux, see {@code writev(2)}. */
    static final int MAX_BUFFERS_PER_CALL = 1024;

    private Transfers() {}

    static void writeFully(GatheringByteChannel channel, ByteBuffer... sources) throws IOException {
        for (int i = unfinished(sources, 0); i < sources.length; i = unfinished(sources, i)) {
            channel.write(sources, i, Math.min(sources.length - i, MAX_BUFFERS_PER_CALL));
        }
    }

    static void readFully(ScatteringByteChannel channel, ByteBuffer... targets) throws IOException {
        for (int i = unfinished(targets, 0); i < targets.length; i = unfinished(targets, i)) {
            if (channel.read(targets, i, Math.min(targets.length - i, MAX_BUFFERS_PER_CALL)) < 0) {
                throw new EOFException("the peer has closed it");
            }
        }
    }

    /** The first buffer from an index on with bytes remaining, or the length of the array. */
    private static int unfinished(ByteBuffer[] buffers, int from) {
        int i = from;
        while (i < buffers.length && !buffers[i].hasRemaining()) {
            i++;
        }
        return i;
    }
}
