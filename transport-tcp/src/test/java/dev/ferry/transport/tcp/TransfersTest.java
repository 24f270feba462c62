package dev.ferry.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TransfersTest {

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void writesAllToChannelThatTakesALittleAtATime() throws IOException {
        byte[] expected = randomBytes(200_000);
        MiserlyChannel channel = new MiserlyChannel(expected.length);

        Transfers.writeFully(channel, slices(expected));

        assertThat(channel.contents()).as("seed %d", seed).isEqualTo(expected);
        assertThat(channel.mostBuffersPerCall).isLessThanOrEqualTo(Transfers.MAX_BUFFERS_PER_CALL);
    }

    @Test
    void readsAllFromChannelThatGivesALittleAtATime() throws IOException {
        byte[] expected = randomBytes(200_000);
        byte[] received = new byte[expected.length];
        MiserlyChannel channel = new MiserlyChannel(expected.length);
        Transfers.writeFully(channel, ByteBuffer.wrap(expected));

        Transfers.readFully(channel, slices(received));

        assertThat(received).as("seed %d", seed).isEqualTo(expected);
        assertThat(channel.mostBuffersPerCall).isLessThanOrEqualTo(Transfers.MAX_BUFFERS_PER_CALL);
    }

    @Test
    void endsAtTheEndOfTheChannel() {
        MiserlyChannel empty = new MiserlyChannel(0);

        assertThatThrownBy(() -> Transfers.readFully(empty, ByteBuffer.allocate(1)))
                .isInstanceOf(EOFException.class);
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Cuts bytes into thousands of buffers, some of them empty. */
    private ByteBuffer[] slices(byte[] bytes) {
        List<ByteBuffer> slices = new ArrayList<>();
        for (int from = 0; from < bytes.length;) {
            int length = Math.min(random.nextInt(100), bytes.length - from);
            slices.add(ByteBuffer.wrap(bytes, from, length));
            from += length;
        }
        return slices.toArray(ByteBuffer[]::new);
    }

    /** Moves at most some bytes per call, also none, and ends where its bytes end. */
    private final class MiserlyChannel implements GatheringByteChannel, ScatteringByteChannel {

        private final ByteBuffer written;
        private final ByteBuffer unread;
        private int mostBuffersPerCall;

        MiserlyChannel(int capacity) {
            written = ByteBuffer.allocate(capacity);
            unread = written.duplicate();
        }

        byte[] contents() {
            return written.array();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            mostBuffersPerCall = Math.max(mostBuffersPerCall, length);
            long budget = random.nextInt(3_000);
            long moved = 0;
            for (int i = offset; i < offset + length && moved < budget; i++) {
                moved += move(sources[i], written, budget - moved);
            }
            return moved;
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            mostBuffersPerCall = Math.max(mostBuffersPerCall, length);
            if (!unread.hasRemaining()) {
                return -1;
            }
            long budget = random.nextInt(3_000);
            long moved = 0;
            for (int i = offset; i < offset + length && moved < budget; i++) {
                moved += move(unread, targets[i], budget - moved);
            }
            return moved;
        }

        private static int move(ByteBuffer from, ByteBuffer to, long budget) {
            int length = (int) Math.min(budget, Math.min(from.remaining(), to.remaining()));
            to.put(from.slice(from.position(), length));
            from.position(from.position() + length);
            return length;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[]{source}, 0, 1);
        }

        @Override
        public long read(ByteBuffer[] targets) {
            return read(targets, 0, targets.length);
        }

        @Override
        public int read(ByteBuffer target) {
            return (int) read(new ByteBuffer[]{target}, 0, 1);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
