package dev.ferry.transport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.testkit.transport.TransportContractTest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Transports that are wrong, each in one way, are found so by the contract test. */
class TransportMutantTest {

    static final class Subject extends TransportContractTest {

        private static Change change = (link, _) -> link;
        private static Duration patience = Duration.ofSeconds(30);

        @Override
        protected Transport transport() {
            return new Changed(new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(2)), change);
        }

        @Override
        protected String freeAddress() {
            return "destination";
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }

    /** What is wrong with one end of a link. */
    @FunctionalInterface
    private interface Change {
        Link of(Link link, LinkEnd end);
    }

    /** A transport whose links are changed, at both ends. */
    private record Changed(Transport inner, Change change) implements Transport {

        @Override
        public LinkListener listen(String address) throws IOException {
            LinkListener listener = inner.listen(address);
            return new LinkListener() {
                @Override
                public String address() {
                    return listener.address();
                }

                @Override
                public Link accept() throws IOException {
                    return change.of(listener.accept(), LinkEnd.LISTENING);
                }

                @Override
                public void close() {
                    listener.close();
                }
            };
        }

        @Override
        public Link connect(String address) throws IOException {
            return change.of(inner.connect(address), LinkEnd.CONNECTING);
        }
    }

    private record ChangedLink(Link inner, Lane urgent, List<Lane> bulk, Runnable end) implements Link {

        static Link lanes(Link inner, UnaryOperator<Lane> change) {
            return new ChangedLink(inner, change.apply(inner.urgent()),
                    inner.bulk().stream().map(change).toList(),
                    inner::close);
        }

        @Override
        public String peer() {
            return inner.peer();
        }

        @Override
        public void close() {
            end.run();
        }
    }

    /** What the mutants of lanes are made from. */
    private abstract static class ChangedLane implements Lane {

        final Lane inner;

        ChangedLane(Lane inner) {
            this.inner = inner;
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            inner.write(sources);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            inner.read(targets);
        }
    }

    private static final class Reorders extends ChangedLane {
        Reorders(Lane inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            inner.write(Arrays.asList(sources).reversed().toArray(ByteBuffer[]::new));
        }
    }

    private static final class LosesTheTail extends ChangedLane {
        LosesTheTail(Lane inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            for (ByteBuffer source : sources) {
                int kept = Math.min(source.remaining(), 4_000);
                inner.write(source.slice(source.position(), kept));
                source.position(source.limit());
            }
        }
    }

    private static final class DeliversShort extends ChangedLane {
        DeliversShort(Lane inner) {
            super(inner);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            for (ByteBuffer target : targets) {
                int part = (target.remaining() + 1) / 2;
                inner.read(target.slice(target.position(), part));
                target.position(target.position() + part);
            }
        }
    }

    private static final class FlipsABit extends ChangedLane {
        FlipsABit(Lane inner) {
            super(inner);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            int[] starts = Arrays.stream(targets).mapToInt(ByteBuffer::position).toArray();
            inner.read(targets);
            for (int i = 0; i < targets.length; i++) {
                if (targets[i].position() - starts[i] > 1_000) {
                    targets[i].put(starts[i] + 1_000, (byte) ~targets[i].get(starts[i] + 1_000));
                }
            }
        }
    }

    private static final class SendsWholeArrays extends ChangedLane {
        SendsWholeArrays(Lane inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            for (ByteBuffer source : sources) {
                inner.write(source.hasArray() ? ByteBuffer.wrap(source.array()) : source);
                source.position(source.limit());
            }
        }
    }

    private static final class LeavesBuffersUnused extends ChangedLane {
        LeavesBuffersUnused(Lane inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            inner.write(Arrays.stream(sources).map(ByteBuffer::slice).toArray(ByteBuffer[]::new));
        }
    }

    private static final class NeedsHeapBuffers extends ChangedLane {
        NeedsHeapBuffers(Lane inner) {
            super(inner);
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            inner.write(
                    Arrays.stream(sources).map(source -> ByteBuffer.wrap(source.array(), source.position(),
                            source.remaining())).toArray(ByteBuffer[]::new));
        }
    }

    private static final class EndsWithoutEndOfFile extends ChangedLane {
        EndsWithoutEndOfFile(Lane inner) {
            super(inner);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            try {
                inner.read(targets);
            } catch (EOFException end) {
                throw new IOException("broken", end);
            }
        }
    }

    private static final class EndsAsIfItHadRead extends ChangedLane {
        EndsAsIfItHadRead(Lane inner) {
            super(inner);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            try {
                inner.read(targets);
            } catch (EOFException end) {
                for (ByteBuffer target : targets) {
                    target.position(target.limit());
                }
            }
        }
    }

    private static final class SwallowsTheInterrupt extends ChangedLane {
        SwallowsTheInterrupt(Lane inner) {
            super(inner);
        }

        @Override
        public void read(ByteBuffer... targets) throws IOException {
            try {
                inner.read(targets);
            } finally {
                Thread.interrupted();
            }
        }
    }

    private static final class OneAtATime extends ChangedLane {
        private final Lock lock;

        OneAtATime(Lane inner, Lock lock) {
            super(inner);
            this.lock = lock;
        }

        @Override
        public void write(ByteBuffer... sources) throws IOException {
            lock.lock();
            try {
                inner.write(sources);
            } finally {
                lock.unlock();
            }
        }
    }

    private static Change lanes(UnaryOperator<Lane> change) {
        return (link, _) -> ChangedLink.lanes(link, change);
    }

    private static Link mixesLanes(Link link, LinkEnd end) {
        return end == LinkEnd.CONNECTING
                ? new ChangedLink(link, link.urgent(), link.bulk().reversed(), link::close)
                : link;
    }

    private static Link lacksALane(Link link, LinkEnd end) {
        boolean connecting = end == LinkEnd.CONNECTING;
        return new ChangedLink(link, link.urgent(), connecting ? link.bulk() : link.bulk().subList(0, 1),
                link::close);
    }

    private static Link neverEnds(Link link, LinkEnd end) {
        return new ChangedLink(link, link.urgent(), link.bulk(), () -> {});
    }

    private static Link sharesOneLock(Link link, LinkEnd end) {
        // Fair: where the urgent lane always came first, nothing would fill the bulk lane.
        Lock lock = new ReentrantLock(true);
        return ChangedLink.lanes(link, lane -> new OneAtATime(lane, lock));
    }

    /** Each with the test that is to find it. */
    enum Mutant {
        REORDERS(lanes(Reorders::new), "keepsBytesInOrderOnAllLanesInBothDirections"), LOSES_THE_TAIL(
                lanes(LosesTheTail::new),
                "deliversAllThatWasWrittenBeforeTheClose"), DELIVERS_SHORT(lanes(DeliversShort::new),
                        "usesTheBuffersUpAndNoMore"), FLIPS_A_BIT(lanes(FlipsABit::new),
                                "keepsBytesInOrderOnAllLanesInBothDirections"), SENDS_WHOLE_ARRAYS(
                                        lanes(SendsWholeArrays::new),
                                        "leavesTheBytesOutsideOfABufferAlone"), LEAVES_BUFFERS_UNUSED(
                                                lanes(LeavesBuffersUnused::new),
                                                "usesTheBuffersUpAndNoMore"), NEEDS_HEAP_BUFFERS(
                                                        lanes(NeedsHeapBuffers::new),
                                                        "movesReadOnlyViewsOfSharedMemory"), ENDS_WITHOUT_END_OF_FILE(
                                                                lanes(EndsWithoutEndOfFile::new),
                                                                "endsReadWhereThePeerClosedBetweenTwoBuffers"), ENDS_AS_IF_IT_HAD_READ(
                                                                        lanes(EndsAsIfItHadRead::new),
                                                                        "endsReadWhereThePeerClosedWithinABuffer"), SWALLOWS_THE_INTERRUPT(
                                                                                lanes(SwallowsTheInterrupt::new),
                                                                                "endsReadThatWaitsWhereItsThreadIsInterrupted"), MIXES_LANES(
                                                                                        TransportMutantTest::mixesLanes,
                                                                                        "keepsBytesInOrderOnAllLanesInBothDirections"), LACKS_A_LANE(
                                                                                                TransportMutantTest::lacksALane,
                                                                                                "hasAsManyBulkLanesAtBothEnds"), NEVER_ENDS(
                                                                                                        TransportMutantTest::neverEnds,
                                                                                                        "endsReadsThatWaitAtBothEnds"), LETS_BULK_DELAY_THE_URGENT_LANE(
                                                                                                                TransportMutantTest::sharesOneLock,
                                                                                                                "letsUrgentBytesPassABulkLaneThatNobodyReads");

        private final Change change;
        private final String test;

        Mutant(Change change, String test) {
            this.change = change;
            this.test = test;
        }
    }

    @Test
    void findsNothingWrongWithARightOne() {
        Subject.change = (link, _) -> link;
        Subject.patience = Duration.ofSeconds(30);

        assertThat(failures(selectClass(Subject.class))).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void isFound(Mutant mutant) {
        Subject.change = mutant.change;
        Subject.patience = Duration.ofMillis(500);

        assertThat(failures(selectMethod(Subject.class, mutant.test))).isEqualTo(1);
    }

    private static long failures(DiscoverySelector selector) {
        var tests = EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
        assertThat(tests.started().count()).as("tests found by %s", selector).isPositive();
        return tests.failed().count();
    }
}
