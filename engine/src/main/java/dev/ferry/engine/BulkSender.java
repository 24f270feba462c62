package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Ack;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.PagesWriter;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sends pages over one bulk lane: takes a batch, writes it as one frame, and keeps a bounded number of frames
 * unacknowledged. The bound is what keeps a fault from waiting behind pages that push claimed long ago, and the last
 * acknowledgement is how a round knows that the destination has it. One thread at a time.
 */
final class BulkSender {

    /** Pages that cross without their bytes. */
    private static final Set<Delivery> MARKS = EnumSet.of(Delivery.ABSENT, Delivery.REFERENCE);
    /** Marks cost a frame nothing; this many zero pages take the destination a millisecond to install. */
    private static final int MARK_BATCH_PAGES = 16_384;

    private final PagesWriter writer;
    private final MessageReader acknowledgements;
    private final RateLimiter limiter;
    private final SourceMetrics metrics;
    private final Runnable throwIfCancelled;
    private final PageBatch batch;

    BulkSender(Lane lane, MemorySource memory, Optional<PageSet> cold, int maxBatchPages, RateLimiter limiter,
            SourceMetrics metrics,
            Runnable throwIfCancelled) {
        this.writer = new PagesWriter(memory, cold, lane, maxBatchPages);
        this.acknowledgements = new MessageReader(lane);
        this.limiter = limiter;
        this.metrics = metrics;
        this.throwIfCancelled = throwIfCancelled;
        this.batch = new PageBatch(maxBatchPages);
    }

    /**
     * How far sending may run ahead of the destination.
     *
     * @param batchPages pages in one frame
     * @param unacknowledgedFrames frames that may be under way besides the one that is made
     */
    record Window(int batchPages, int unacknowledgedFrames) {}

    /** Sends all that the supply gives, and returns when the destination has it. */
    void send(PageSupply supply, Window window) throws IOException, InterruptedException {
        int unacknowledged = 0;
        int batchPages = MARKS.contains(supply.delivery()) ? MARK_BATCH_PAGES : window.batchPages();
        batch.clear(batchPages);
        while (supply.next(batch)) {
            throwIfCancelled.run();
            sendBatch(supply.delivery());
            if (++unacknowledged > window.unacknowledgedFrames()) {
                awaitAcknowledgement();
                unacknowledged--;
            }
            batch.clear(batchPages);
        }
        for (; unacknowledged > 0; unacknowledged--) {
            awaitAcknowledgement();
        }
    }

    private void sendBatch(Delivery delivery) throws IOException {
        try {
            batch.addTo(writer, delivery);
            metrics.sent(batch, writer, delivery);
            limiter.acquire(writer.frameBytes());
            writer.flush();
        } finally {
            writer.drop();
        }
    }

    private void awaitAcknowledgement() throws IOException {
        Message message = acknowledgements.read();
        if (!(message instanceof Ack)) {
            throw acknowledgements.outOfTurn(message, "ACK on a bulk lane");
        }
    }
}
