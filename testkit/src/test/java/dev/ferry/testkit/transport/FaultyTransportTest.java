package dev.ferry.testkit.transport;

import static dev.ferry.testkit.transport.Lanes.readByte;
import static dev.ferry.testkit.transport.Lanes.writeByte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits that are to be seen take an hour, and are ended by a close; those that are to end take a moment. */
@Timeout(60)
class FaultyTransportTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final TapeTransport tapes = new TapeTransport();
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void leavesCleanLinksAlone() throws IOException {
        FaultyTransport transport = transport(FaultPlan.of(2, LinkEnd.CONNECTING, new Fault.HalfOpen(1)));

        Link first = transport.connect("host");
        Link second = transport.connect("host");
        Link third = transport.connect("host");

        assertThat(first).isSameAs(tapes.links().getFirst());
        assertThat(second.peer()).isEqualTo("tape");
        assertThat(second.bulk()).hasSize(1);
        assertThat(third).isSameAs(tapes.links().getLast());
    }

    @Test
    void countsLinksAtEachEndForItself() throws IOException {
        FaultyTransport transport = transport(FaultPlan
                .of(1, LinkEnd.CONNECTING, new Fault.CutAtFrame(1, true))
                .with(2, LinkEnd.LISTENING, new Fault.CutAtFrame(1, false)));
        try (LinkListener listener = transport.listen("host")) {
            Link connecting = transport.connect(listener.address());
            writeByte(listener.accept().urgent(), 1);
            Link listening = listener.accept();

            writeByte(connecting.urgent(), 2);
            assertThatIOException().isThrownBy(() -> writeByte(listening.urgent(), 3))
                    .withMessage("The link 2, listening end was cut at frame 1 (lost)");

            assertThat(log).containsExactly("link 1, connecting end: cut at frame 1 (delivered)",
                    "link 2, listening end: cut at frame 1 (lost)");
        }
    }

    @Test
    void cutsBeforeAFrameOfAnyLane() throws IOException {
        Link link = connect(new Fault.CutAtFrame(3, false));
        writeByte(link.urgent(), 1);
        writeByte(link.bulk().getFirst(), 2);

        assertThatIOException().isThrownBy(() -> writeByte(link.urgent(), 3));

        assertThat(written()).containsExactly(1, 2);
        assertThat(tapes.links().getFirst().closes()).isEqualTo(1);
        assertThatIOException().isThrownBy(() -> readByte(link.urgent()));
        assertThat(log).containsExactly("link 1, connecting end: cut at frame 3 (lost)");
    }

    @Test
    void cutsAfterAFrameWithoutTellingItsWriter() throws IOException {
        Link link = connect(new Fault.CutAtFrame(2, true));
        writeByte(link.urgent(), 1);
        assertThat(tapes.links().getFirst().closes()).isZero();

        writeByte(link.bulk().getFirst(), 2);

        assertThat(written()).containsExactly(1, 2);
        assertThat(tapes.links().getFirst().closes()).isEqualTo(1);
        assertThatIOException().isThrownBy(() -> readByte(link.urgent()));
        assertThat(log).containsExactly("link 1, connecting end: cut at frame 2 (delivered)");
    }

    @Test
    void tearsTheFrameThatCrossesAByte() throws IOException {
        Link link = connect(new Fault.CutAtByte(6));
        link.urgent().write(bytes(1, 2));

        assertThatIOException()
                .isThrownBy(() -> link.bulk().getFirst().write(bytes(3), bytes(), bytes(4, 5), bytes(6, 7)));

        assertThat(written()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(tapes.links().getFirst().closes()).isEqualTo(1);
        assertThat(log).containsExactly("link 1, connecting end: cut at byte 6");
    }

    @Test
    void cutsBetweenTwoFramesWhereTheByteEndsOne() throws IOException {
        Link link = connect(new Fault.CutAtByte(3));
        link.urgent().write();
        link.urgent().write(bytes(1, 2));
        assertThat(log).isEmpty();

        link.urgent().write(bytes(3));

        assertThat(written()).containsExactly(1, 2, 3);
        assertThat(tapes.links().getFirst().closes()).isEqualTo(1);
        assertThat(log).containsExactly("link 1, connecting end: cut at byte 3");
    }

    @Test
    void losesAllThatIsWrittenToAHalfOpenLink() throws IOException {
        Link link = connect(new Fault.HalfOpen(2));
        writeByte(link.urgent(), 1);
        readByte(link.urgent());
        ByteBuffer lost = bytes(2, 3);

        link.urgent().write(lost);
        writeByte(link.bulk().getFirst(), 4);

        assertThat(written()).containsExactly(1);
        assertThat(lost.hasRemaining()).as("taken, as by any lane").isFalse();
        assertThat(log).containsExactly("link 1, connecting end: half-open from frame 2");
        link.close();
        assertThatIOException().isThrownBy(() -> writeByte(link.urgent(), 5));
    }

    @Test
    void holdsReadsOfAHalfOpenLinkUntilThisEndCloses() throws Exception {
        Link link = connect(new Fault.HalfOpen(1));
        writeByte(link.urgent(), 1);

        assertEndsByCloseAlone(link, () -> readByte(link.bulk().getFirst()));

        assertThat(tapes.links().getFirst().reads()).as("what the peer sends stays on the way").isZero();
    }

    @Test
    void stallsAllLanesFromAFrameOn() throws Exception {
        Link link = connect(new Fault.Stall(2, HOUR));
        writeByte(link.urgent(), 1);
        readByte(link.urgent());

        Future<?> writer = start(() -> write(link.urgent(), 2));
        assertThat(log.take()).isEqualTo("link 1, connecting end: stalled at frame 2 for 3600.0 s");
        Future<?> other = start(() -> write(link.bulk().getFirst(), 3));
        assertEndsByCloseAlone(link, () -> readByte(link.bulk().getFirst()));

        assertFails(writer);
        assertFails(other);
        assertThat(written()).containsExactly(1);
    }

    @Test
    void goesOnAfterAStall() throws IOException {
        Link link = connect(new Fault.Stall(1, MOMENT));
        long start = System.nanoTime();

        writeByte(link.urgent(), 1);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MOMENT.toNanos());
        readByte(link.urgent());
        writeByte(link.bulk().getFirst(), 2);
        assertThat(written()).containsExactly(1, 2);
    }

    @Test
    void delaysEachWriteButNoRead() throws Exception {
        Link link = connect(new Fault.Delay(HOUR));
        readByte(link.urgent());

        assertEndsByCloseAlone(link, () -> write(link.urgent(), 1));

        assertThat(written()).isEmpty();
        assertThat(log).containsExactly("link 1, connecting end: delayed by 3600.0 s at each write");
    }

    @Test
    void sendsADelayedWriteInTheEnd() throws IOException {
        Link link = connect(new Fault.Delay(MOMENT));
        long start = System.nanoTime();

        writeByte(link.urgent(), 1);
        writeByte(link.urgent(), 2);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2 * MOMENT.toNanos());
        assertThat(written()).containsExactly(1, 2);
    }

    @Test
    void holdsAWriteUntilTheWireIsFreeOfEarlierOnes() throws Exception {
        Link link = connect(new Fault.Rate(1));
        link.bulk().getFirst().write(ByteBuffer.allocate(3600));
        assertThat(written()).hasSize(3600);

        assertEndsByCloseAlone(link, () -> write(link.urgent(), 1));

        assertThat(written()).hasSize(3600);
        assertThat(log).containsExactly("link 1, connecting end: paced to 1 B/s");
    }

    @Test
    void sendsAtThePaceOfTheWire() throws IOException {
        Link link = connect(new Fault.Rate(1000));
        long start = System.nanoTime();

        link.urgent().write(bytes(1, 2));
        link.bulk().getFirst().write(bytes(3));
        link.urgent().write(bytes(4));

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(3).toNanos());
        assertThat(written()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void slowsEachReadButNoWrite() throws Exception {
        Link link = connect(new Fault.SlowPeer(HOUR));
        writeByte(link.urgent(), 1);

        assertEndsByCloseAlone(link, () -> readByte(link.urgent()));

        assertThat(written()).containsExactly(1);
        assertThat(log).containsExactly("link 1, connecting end: slowed by 3600.0 s at each read");
    }

    @Test
    void endsASlowReadInTheEnd() throws IOException {
        Link link = connect(new Fault.SlowPeer(MOMENT));
        long start = System.nanoTime();

        readByte(link.urgent());

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MOMENT.toNanos());
    }

    @Test
    void refusesAttemptsAfterALinkWithoutTryingThem() throws IOException {
        FaultyTransport transport = transport(FaultPlan.none().withRefusals(1, 2).withRefusals(2, 1));
        transport.connect("host");

        assertRefused(transport);
        assertRefused(transport);
        transport.connect("host");
        assertRefused(transport);
        transport.connect("host");
        transport.connect("host");

        assertThat(tapes.links()).hasSize(4);
        assertThat(log).containsExactly("link 1: attempt 1 of 2 to connect again refused",
                "link 1: attempt 2 of 2 to connect again refused",
                "link 2: attempt 1 of 1 to connect again refused");
    }

    @Test
    void closesTheLinkWhereAThreadThatWaitsIsInterrupted() throws Exception {
        Link link = connect(new Fault.HalfOpen(1));
        writeByte(link.urgent(), 1);
        Future<Boolean> reader = start(() -> {
            assertThatIOException().isThrownBy(() -> readByte(link.urgent()));
            return Thread.currentThread().isInterrupted();
        });

        threads.shutdownNow();

        assertThat(reader.get()).as("still interrupted").isTrue();
        assertThat(tapes.links().getFirst().closes()).isEqualTo(1);
    }

    private FaultyTransport transport(FaultPlan plan) {
        return new FaultyTransport(tapes, plan, log::add);
    }

    private Link connect(Fault fault) throws IOException {
        return transport(FaultPlan.of(1, LinkEnd.CONNECTING, fault)).connect("host");
    }

    private byte[] written() {
        return tapes.links().getFirst().written();
    }

    private <T> Future<T> start(Callable<T> task) {
        return threads.submit(task);
    }

    /** A tape never fails, so where the action did not wait for the close, it succeeds. */
    private void assertEndsByCloseAlone(Link link, Callable<?> action) throws Exception {
        Future<?> waiting = start(action);

        link.close();

        assertFails(waiting);
    }

    private static void assertFails(Future<?> waiting) {
        assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOf(IOException.class).hasMessageContaining("closed by this end");
    }

    private static void assertRefused(FaultyTransport transport) {
        assertThatThrownBy(() -> transport.connect("host")).isInstanceOf(ConnectException.class)
                .hasMessage("Cannot connect to 'host': refused by the fault plan");
    }

    private static Lane write(Lane lane, int value) throws IOException {
        writeByte(lane, value);
        return lane;
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length);
        for (int value : values) {
            bytes.put((byte) value);
        }
        return bytes.flip();
    }
}
