package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bandwidth and latency, in time that only passes where a reader waits for bytes that travel. */
@Timeout(60)
class WireTimeTest {

    private static final long NANOS_PER_BYTE = 1_000;
    private static final InMemoryOptions ONE_MEGABYTE_PER_SECOND = InMemoryOptions.DEFAULTS
            .withBandwidth(1_000_000);

    private final JumpingClock clock = new JumpingClock();

    @Test
    void takesNoTimeByDefault() throws IOException {
        try (Ends link = connect(InMemoryOptions.DEFAULTS)) {
            write(link.source().urgent(), 100_000);
            read(link.destination().urgent(), 100_000);
        }

        assertThat(clock.passedNanos()).isZero();
    }

    @Test
    void deliversAtTheBandwidth() throws IOException {
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND)) {
            write(link.source().bulk().getFirst(), 200_000);
            read(link.destination().bulk().getFirst(), 200_000);
        }

        assertThat(clock.passedNanos()).isEqualTo(200_000 * NANOS_PER_BYTE);
    }

    @Test
    void holdsTheBandwidthWhileTheWriterWaitsForRoom() throws Exception {
        int bytes = 10_000_000;
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND);
                ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = writers.submit(() -> {
                write(link.source().bulk().getFirst(), bytes);
                return bytes;
            });
            read(link.destination().bulk().getFirst(), bytes);
            writer.get();
        }

        assertThat(clock.passedNanos()).isEqualTo(bytes * NANOS_PER_BYTE);
    }

    @Test
    void sharesTheBandwidthBetweenBulkLanes() throws IOException {
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND.withBulkLanes(2))) {
            write(link.source().bulk().get(0), 1_000);
            write(link.source().bulk().get(1), 1_000);
            read(link.destination().bulk().get(1), 1_000);
        }

        assertThat(clock.passedNanos()).isEqualTo(2_000 * NANOS_PER_BYTE);
    }

    @Test
    void givesEachDirectionItsOwnBandwidth() throws IOException {
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND)) {
            write(link.source().bulk().getFirst(), 1_000);
            write(link.destination().bulk().getFirst(), 1_000);
            read(link.destination().bulk().getFirst(), 1_000);
            read(link.source().bulk().getFirst(), 1_000);
        }

        assertThat(clock.passedNanos()).isEqualTo(1_000 * NANOS_PER_BYTE);
    }

    @Test
    void letsUrgentBytesPassBulkBytes() throws IOException {
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND)) {
            write(link.source().bulk().getFirst(), 200_000);
            write(link.source().urgent(), 10);
            read(link.destination().urgent(), 10);
        }

        assertThat(clock.passedNanos()).isEqualTo(10 * NANOS_PER_BYTE);
    }

    @Test
    void countsUrgentBytesAgainstTheBandwidth() throws IOException {
        try (Ends link = connect(ONE_MEGABYTE_PER_SECOND)) {
            write(link.source().urgent(), 500);
            write(link.source().bulk().getFirst(), 1_000);
            read(link.destination().bulk().getFirst(), 1_000);
        }

        assertThat(clock.passedNanos()).isEqualTo(1_500 * NANOS_PER_BYTE);
    }

    @Test
    void delaysByTheLatencyOnceForWhatTravelsTogether() throws IOException {
        Duration latency = Duration.ofMillis(5);
        try (Ends link = connect(InMemoryOptions.DEFAULTS.withLatency(latency))) {
            write(link.source().urgent(), 8);
            write(link.source().urgent(), 8);
            read(link.destination().urgent(), 16);
        }

        assertThat(clock.passedNanos()).isEqualTo(latency.toNanos());
    }

    @Test
    void delaysQuestionAndAnswerByTwoLatencies() throws IOException {
        Duration latency = Duration.ofMillis(5);
        try (Ends link = connect(InMemoryOptions.DEFAULTS.withLatency(latency))) {
            write(link.source().urgent(), 8);
            read(link.destination().urgent(), 8);
            write(link.destination().urgent(), 8);
            read(link.source().urgent(), 8);
        }

        assertThat(clock.passedNanos()).isEqualTo(2 * latency.toNanos());
    }

    @Test
    void buffersWhatALongWireHolds() throws IOException {
        InMemoryOptions longWire = new InMemoryOptions(1_000_000_000, Duration.ofMillis(10), 1);
        int inFlight = 10_000_000;
        try (Ends link = connect(longWire)) {
            write(link.source().bulk().getFirst(), inFlight);
            read(link.destination().bulk().getFirst(), inFlight);
        }

        assertThat(clock.passedNanos()).isEqualTo(Duration.ofMillis(20).toNanos());
    }

    private record Ends(Link source, Link destination) implements AutoCloseable {
        @Override
        public void close() {
            source.close();
            destination.close();
        }
    }

    private Ends connect(InMemoryOptions options) throws IOException {
        InMemoryTransport transport = new InMemoryTransport(new InMemoryNetwork(), options, clock);
        try (LinkListener listener = transport.listen("host-b")) {
            return new Ends(transport.connect("host-b"), listener.accept());
        }
    }

    private static void write(Lane lane, int bytes) throws IOException {
        lane.write(ByteBuffer.allocate(bytes));
    }

    private static void read(Lane lane, int bytes) throws IOException {
        lane.read(ByteBuffer.allocate(bytes));
    }
}
