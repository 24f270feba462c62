package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that writes to a lane that nobody reads, until the lane takes no more; it ends with the lane. */
final class BlockedWriter {

    private static final int WRITE_BYTES = 64 << 10;
    private static final int ROUND_TRIPS = 200;
    /** How long a writer stands still that is stuck; one that has just lost its turn goes on within it. */
    private static final long STANDSTILL_NANOS = 20_000_000;

    private final AtomicLong writtenBytes = new AtomicLong();
    private final Future<?> writer;

    private BlockedWriter(Lane lane, ExecutorService threads) {
        writer = threads.submit(() -> writeForever(lane));
    }

    /** Returns when bulk lane 0 from the source is full; meanwhile, and so also then, the urgent lane works. */
    static BlockedWriter fillBulkLane(LinkPair link, ExecutorService threads) throws IOException {
        BlockedWriter filler = new BlockedWriter(link.source().bulk().getFirst(), threads);
        long before;
        do {
            before = filler.writtenBytes.get();
            long startNanos = System.nanoTime();
            for (int i = 0; i < ROUND_TRIPS || System.nanoTime() - startNanos < STANDSTILL_NANOS; i++) {
                roundTrip(link);
            }
        } while (before == 0 || filler.writtenBytes.get() != before);
        return filler;
    }

    long writtenBytes() {
        return writtenBytes.get();
    }

    /** How the writer ends: only ever by an exception. */
    Future<?> end() {
        return writer;
    }

    private Object writeForever(Lane lane) throws IOException {
        while (true) {
            lane.write(ByteBuffer.allocate(WRITE_BYTES));
            writtenBytes.addAndGet(WRITE_BYTES);
        }
    }

    private static void roundTrip(LinkPair link) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(16);
        link.source().urgent().write(message);
        link.destination().urgent().read(message.flip());
        link.destination().urgent().write(message.flip());
        link.source().urgent().read(message.flip());
    }
}
