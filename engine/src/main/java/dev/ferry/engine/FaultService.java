package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.PagesWriter;
import java.io.IOException;
import java.util.Optional;

/**
 * Answers network faults at the source: claims the page, sends it on the urgent lane, and only then tells listeners and
 * active push.
 * A page that is claimed already is in flight or there, and nothing is sent. For the thread of the urgent lane.
 */
final class FaultService {

    private final PagesWriter writer;
    private final SourceMetrics metrics;
    private final AnsweredFaults answered = new AnsweredFaults();
    private volatile OwedPages owed;

    /** Answers with references for those of the pages that are in {@code cold}. */
    FaultService(MemorySource memory, Optional<PageSet> cold, Lane urgent, SourceMetrics metrics) {
        this.writer = new PagesWriter(memory, cold, urgent, 1);
        this.metrics = metrics;
        this.owed = new OwedPages(new PageBitmap(memory.geometry().pageCount()));
    }

    /** Sets what is owed; before the destination can ask. */
    void owe(OwedPages pages) {
        owed = pages;
    }

    OwedPages owed() {
        return owed;
    }

    /** The pages that were sent because the guest asked. */
    AnsweredFaults answered() {
        return answered;
    }

    void linkLost() {
        answered.end();
    }

    /** Answers one fault, on the reading thread of the urgent lane. */
    void serve(long page) throws IOException {
        if (owed.claim(page)) {
            writer.add(page, page + 1);
            Delivery delivery = writer.coldPages() > 0 ? Delivery.REFERENCE : Delivery.FAULT;
            metrics.frameMade(writer);
            writer.flush();
            metrics.pagesSent(page, page + 1, delivery);
            answered.add(page);
        }
    }
}
