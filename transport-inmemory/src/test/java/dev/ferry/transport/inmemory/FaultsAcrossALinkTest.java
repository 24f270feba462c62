package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What either end notices of a fault at the connecting end. */
@Timeout(60)
class FaultsAcrossALinkTest {

    private static final int MORE_THAN_A_LANE_BUFFERS = 8 << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A link with a fault at its connecting end. */
    private record Ends(Link faulty, Link peer) implements AutoCloseable {

        static Ends connect(Fault fault) throws IOException {
            Transport transport = new FaultyTransport(new InMemoryTransport(),
                    FaultPlan.of(1, LinkEnd.CONNECTING, fault), _ -> {});
            try (LinkListener listener = transport.listen("host")) {
                return new Ends(transport.connect("host"), listener.accept());
            }
        }

        @Override
        public void close() {
            faulty.close();
            peer.close();
        }
    }

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void deliversATornFrameAndThenTheEnd() throws IOException {
        try (Ends ends = Ends.connect(new Fault.CutAtByte(3))) {
            assertThatThrownBy(() -> ends.faulty.urgent().write(ByteBuffer.wrap(new byte[]{1, 2, 3, 4})))
                    .isInstanceOf(IOException.class);

            assertThat(read(ends.peer.urgent(), 3)).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> read(ends.peer.urgent(), 1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void deliversTheLastFrameAndThenTheEnd() throws IOException {
        try (Ends ends = Ends.connect(new Fault.CutAtFrame(1, true))) {
            write(ends.faulty.urgent(), 7);

            assertThat(read(ends.peer.urgent(), 1)).containsExactly(7);
            assertThatThrownBy(() -> read(ends.peer.urgent(), 1)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void doesNotHearThatThePeerClosedAHalfOpenLink() throws Exception {
        try (Ends ends = Ends.connect(new Fault.HalfOpen(2))) {
            Future<?> reader = threads.submit(() -> read(ends.faulty.urgent(), MORE_THAN_A_LANE_BUFFERS + 1));
            // Returns when the reader is well within its read.
            ends.peer.urgent().write(ByteBuffer.allocate(MORE_THAN_A_LANE_BUFFERS));
            write(ends.faulty.urgent(), 1);
            assertThat(read(ends.peer.urgent(), 1)).containsExactly(1);
            write(ends.faulty.urgent(), 2);

            ends.peer.close();

            write(ends.faulty.urgent(), 3);
            assertThat(reader).isNotDone();
            ends.faulty.close();
            assertThatThrownBy(reader::get).isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("The link 1, connecting end is closed by this end");
        }
    }

    @Test
    void doesNotLearnFromABlockedWriteThatThePeerClosedAHalfOpenLink() throws Exception {
        try (Ends ends = Ends.connect(new Fault.HalfOpen(2))) {
            Future<?> writer = threads.submit(() -> {
                ends.faulty.bulk().getFirst().write(ByteBuffer.allocate(MORE_THAN_A_LANE_BUFFERS));
                return ends;
            });
            read(ends.peer.bulk().getFirst(), 1);
            write(ends.faulty.urgent(), 2);

            ends.peer.close();

            assertThat(writer).isNotDone();
            ends.faulty.close();
            assertThatThrownBy(writer::get).isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("The link 1, connecting end is closed by this end");
        }
    }

    private static void write(Lane lane, int value) throws IOException {
        lane.write(ByteBuffer.wrap(new byte[]{(byte) value}));
    }

    private static byte[] read(Lane lane, int count) throws IOException {
        byte[] bytes = new byte[count];
        lane.read(ByteBuffer.wrap(bytes));
        return bytes;
    }
}
