package dev.ferry.testkit.transport;

import static dev.ferry.testkit.transport.Lanes.readByte;
import static dev.ferry.testkit.transport.Lanes.slices;
import static dev.ferry.testkit.transport.Lanes.writeByte;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.internal.Background;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Transport} must do. A plugin's main test extends this class, gives its transport and an address,
 * and adds only what is special.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransportContractTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Transport transport;
    private LinkListener listener;
    private LinkPair link;

    /** For the tests' subclasses. */
    protected TransportContractTest() {}

    /** A transport to test; asked for once per test. */
    protected abstract Transport transport();

    /** An address of this machine that nobody listens on, e.g. with a port 0. */
    protected abstract String freeAddress();

    /** How long a transfer, a call or an end may take; what takes longer has failed. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    void connect() throws Exception {
        transport = transport();
        listener = transport.listen(freeAddress());
        link = LinkPair.connect(transport, listener, threads);
    }

    @AfterEach
    void disconnect() {
        link.close();
        listener.close();
        threads.shutdownNow();
    }

    @Test
    void hasAsManyBulkLanesAtBothEnds() {
        assertThat(link.source().bulk()).isNotEmpty().hasSameSizeAs(link.destination().bulk());
    }

    @Test
    void namesThePeerAtBothEnds() {
        assertThat(link.source().peer()).contains(listener.address());
        assertThat(link.destination().peer()).isNotBlank();
    }

    @Test
    void keepsBytesInOrderOnAllLanesInBothDirections() throws Exception {
        long seed = new SplittableRandom().nextLong();

        List<Transfer> transfers = new ArrayList<>();
        transfers.addAll(Transfer.startOnAllLanes(seed, link.source(), link.destination(), threads));
        transfers.addAll(Transfer.startOnAllLanes(~seed, link.destination(), link.source(), threads));

        for (Transfer transfer : transfers) {
            assertThat(transfer.received(patience())).as("seed %d", seed)
                    .isEqualTo(transfer.bytes().toArray());
        }
    }

    @Test
    void gathersAndScattersThousandsOfBuffersInOneCall() throws Exception {
        byte[] expected = new SeededBytes(1, 5_000).toArray();
        byte[] received = new byte[expected.length];

        Future<?> sender = startWrite(link.source().urgent(), slices(expected, 1));
        read(link.destination().urgent(), slices(received, 3));

        Background.result(sender, patience(), "a write of thousands of buffers");
        assertThat(received).isEqualTo(expected);
    }

    @Test
    void takesCallsWithNothingInThem() throws IOException {
        link.source().urgent().write();
        link.source().urgent().write(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
        link.destination().urgent().read();
        link.destination().urgent().read(ByteBuffer.allocate(0));
        writeByte(link.source().urgent(), 7);

        assertThat(readByte(link.destination().urgent())).isEqualTo(7);
    }

    /** The last bytes before a close are not lost with it: an ABORT says why, and is the last that is written. */
    @Test
    void deliversAllThatWasWrittenBeforeTheClose() throws Exception {
        for (Lane lane : Lanes.of(link.source())) {
            lane.write(ByteBuffer.wrap(new SeededBytes(3, 5_000).toArray()));
        }
        link.source().close();

        for (Lane lane : Lanes.of(link.destination())) {
            ByteBuffer received = ByteBuffer.allocate(5_000);
            read(lane, received);
            assertThat(received.array()).isEqualTo(new SeededBytes(3, 5_000).toArray());
        }
    }

    @Test
    void usesTheBuffersUpAndNoMore() throws Exception {
        ByteBuffer sent = ByteBuffer.wrap(new byte[]{1, 2, 3, 4, 5, 6}, 1, 4);
        ByteBuffer received = ByteBuffer.wrap(new byte[10], 2, 4);

        link.source().urgent().write(sent);
        read(link.destination().urgent(), received);

        assertThat(sent.hasRemaining()).isFalse();
        assertThat(received.hasRemaining()).isFalse();
        assertThat(sent.limit()).isEqualTo(5);
        assertThat(received.limit()).isEqualTo(6);
    }

    @Test
    void takesTheBytesBeforeItReturns() throws Exception {
        byte[] bytes = {1, 2, 3, 4};
        link.source().urgent().write(ByteBuffer.wrap(bytes));
        bytes[0] = 9;

        ByteBuffer received = ByteBuffer.allocate(4);
        read(link.destination().urgent(), received);
        assertThat(received.array()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void leavesTheBytesOutsideOfABufferAlone() throws IOException {
        byte[] received = new byte[8];
        link.source().urgent().write(ByteBuffer.wrap(new byte[]{1, 2, 3, 4, 5, 6, 7, 8}, 2, 3));

        link.destination().urgent().read(ByteBuffer.wrap(received, 4, 3));

        assertThat(received).containsExactly(0, 0, 0, 0, 3, 4, 5, 0);
    }

    @Test
    void movesReadOnlyViewsOfSharedMemory() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            byte[] expected = new SeededBytes(2, 100_003).toArray();
            MemorySegment source = arena.allocate(expected.length);
            MemorySegment destination = arena.allocate(expected.length);
            source.copyFrom(MemorySegment.ofArray(expected));

            Future<?> sender = startWrite(link.source().bulk().getFirst(),
                    source.asReadOnly().asByteBuffer());
            read(link.destination().bulk().getFirst(), destination.asByteBuffer());

            Background.result(sender, patience(), "a write of shared memory");
            assertThat(destination.mismatch(source)).isEqualTo(-1);
        }
    }

    @Test
    void letsUrgentBytesPassABulkLaneThatNobodyReads() throws Exception {
        BlockedWriter writer = fillBulkLane();

        writeByte(link.source().urgent(), 42);

        assertThat(readByte(link.destination().urgent())).isEqualTo(42);
        assertThat(writer.end()).isNotDone();
        assertThat(writer.writtenBytes()).as("what the lane buffers").isPositive();
    }

    @Test
    void endsReadWhereThePeerClosedBetweenTwoBuffers() throws Exception {
        link.source().urgent().write(ByteBuffer.allocate(10));
        link.source().close();
        read(link.destination().urgent(), ByteBuffer.allocate(10));

        assertEndsEarly(link.destination().urgent(), 1);
    }

    @Test
    void endsReadWhereThePeerClosedWithinABuffer() throws IOException {
        link.source().bulk().getFirst().write(ByteBuffer.allocate(10));
        link.source().close();

        assertEndsEarly(link.destination().bulk().getFirst(), 11);
    }

    @Test
    void endsReadsThatWaitAtBothEnds() throws Exception {
        List<Future<?>> readers = new ArrayList<>();
        for (Link end : List.of(link.source(), link.destination())) {
            for (Lane lane : Lanes.of(end)) {
                readers.add(startAndAwait(() -> readByte(lane)));
            }
        }

        link.source().close();

        assertThat(readers).allSatisfy(reader -> assertFails(reader));
    }

    @Test
    void endsWriteThatWaitsWhereThisEndCloses() throws Exception {
        BlockedWriter writer = fillBulkLane();

        link.source().close();

        assertFails(writer.end());
    }

    @Test
    void endsWriteThatWaitsWhereThePeerCloses() throws Exception {
        BlockedWriter writer = fillBulkLane();

        link.destination().close();

        assertFails(writer.end());
    }

    @Test
    void refusesToReadAndWriteAfterClose() {
        link.source().close();

        assertThatIOException().isThrownBy(() -> readByte(link.source().urgent()));
        assertThatIOException().isThrownBy(() -> link.source().urgent().write(ByteBuffer.allocate(1)));
    }

    @Test
    void endsReadThatWaitsWhereItsThreadIsInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Future<Boolean> reader = threads.submit(() -> {
            started.countDown();
            assertThatIOException().isThrownBy(() -> readByte(link.destination().urgent()));
            return Thread.currentThread().isInterrupted();
        });
        started.await();

        threads.shutdownNow();

        assertThat(reader.get()).as("still interrupted").isTrue();
    }

    @Test
    void closesTwice() {
        link.source().close();
        link.source().close();
        listener.close();
        listener.close();

        assertThatIOException().isThrownBy(() -> readByte(link.source().urgent()));
    }

    @Test
    void endsAcceptWhereTheListenerCloses() throws Exception {
        Future<?> acceptor = startAndAwait(listener::accept);

        listener.close();

        assertFails(acceptor);
        assertThatIOException().isThrownBy(listener::accept);
    }

    @Test
    void keepsAcceptedLinksWhereTheListenerCloses() throws IOException {
        listener.close();

        writeByte(link.source().urgent(), 9);

        assertThat(readByte(link.destination().urgent())).isEqualTo(9);
    }

    @Test
    void listensAgainWhereTheListenerClosed() throws Exception {
        String address = listener.address();
        listener.close();

        try (LinkListener second = transport.listen(address);
                LinkPair other = LinkPair.connect(transport, second, threads)) {
            writeByte(other.source().urgent(), 3);

            assertThat(readByte(other.destination().urgent())).isEqualTo(3);
        }
    }

    @Test
    void namesTheAddressThatNobodyListensOn() {
        String address = listener.address();
        listener.close();

        assertThatIOException().isThrownBy(() -> transport.connect(address)).withMessageContaining(address);
    }

    @Test
    void namesTheAddressThatIsTaken() {
        String address = listener.address();

        assertThatIOException().isThrownBy(() -> transport.listen(address)).withMessageContaining(address);
    }

    @Test
    void refusesBadAddressesAndSaysWhatIsAllowed() {
        for (String address : List.of("", "not an address")) {
            assertThatIllegalArgumentException().isThrownBy(() -> transport.listen(address))
                    .withMessageContainingAll("'" + address + "'", "such as");
            assertThatIllegalArgumentException().isThrownBy(() -> transport.connect(address))
                    .withMessageContainingAll("'" + address + "'", "such as");
        }
    }

    @Test
    void keepsTwoLinksOfOneListenerApart() throws Exception {
        try (LinkPair other = LinkPair.connect(transport, listener, threads)) {
            writeByte(link.source().urgent(), 1);
            writeByte(other.source().urgent(), 2);
            writeByte(other.destination().bulk().getFirst(), 3);

            assertThat(readByte(other.destination().urgent())).isEqualTo(2);
            assertThat(readByte(link.destination().urgent())).isEqualTo(1);
            assertThat(readByte(other.source().bulk().getFirst())).isEqualTo(3);
        }
    }

    private BlockedWriter fillBulkLane() throws Exception {
        return Background.within(patience(), "filling a bulk lane while the urgent one works",
                () -> BlockedWriter.fillBulkLane(link, threads));
    }

    private Future<?> startWrite(Lane lane, ByteBuffer... sources) {
        return threads.submit(() -> {
            lane.write(sources);
            return sources;
        });
    }

    /** Starts a task that is going to wait; returns when its thread has come that far. */
    private <T> Future<T> startAndAwait(Callable<T> task) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Future<T> future = threads.submit(() -> {
            started.countDown();
            return task.call();
        });
        started.await();
        return future;
    }

    private void assertFails(Future<?> end) {
        assertThatThrownBy(() -> Background.result(end, patience(), "a call on a closed link"))
                .isInstanceOf(IOException.class);
    }

    /** A read on another thread, because it could wait for ever. */
    private void read(Lane lane, ByteBuffer... targets) throws Exception {
        Background.within(patience(), "a read", () -> {
            lane.read(targets);
            return lane;
        });
    }

    private void assertEndsEarly(Lane lane, int bytes) {
        assertThatThrownBy(() -> read(lane, ByteBuffer.allocate(bytes))).isInstanceOf(EOFException.class);
    }
}
