package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.PagesWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the source owes around switchover: it says so to the destination, and takes back what goes another way. For the
 * session thread.
 */
final class OwedLedger {

    /** Runs in one OWED frame. */
    private static final int FRAME_RUNS = 4096;
    /** Bytes in one frame of the pages that cannot be trapped. */
    private static final int PINNED_FRAME_BYTES = 256 << 10;

    private final MemorySource memory;
    private final MemoryGeometry geometry;
    private final Optional<PageSet> cold;
    private final Lane lane;
    private final UrgentLane urgent;
    private final FaultService faults;
    private final SourceMetrics metrics;

    OwedLedger(MemorySource memory, Optional<PageSet> cold, Lane lane, UrgentLane urgent, FaultService faults,
            SourceMetrics metrics) {
        this.memory = memory;
        this.cold = cold;
        this.geometry = memory.geometry();
        this.lane = lane;
        this.urgent = urgent;
        this.faults = faults;
        this.metrics = metrics;
    }

    /**
     * Owes pages, while the guest still runs: what the destination has of them is dropped before the pause, and
     * downtime does not grow with memory.
     */
    void owe(PageBitmap pages) {
        faults.owe(new OwedPages(pages));
        announce(pages);
    }

    /** Owes those of some pages, in the pause, that are not owed yet. */
    void oweAlso(PageBitmap late) {
        for (long page = late.next(0); page != PageSet.NONE; page = late.next(page + 1)) {
            if (faults.owed().add(page, 1) == 0) {
                late.remove(page);
            }
        }
        announce(late);
    }

    private void announce(PageBitmap pages) {
        List<PageRun> runs = new ArrayList<>();
        for (long first = pages.next(0); first != PageSet.NONE;) {
            long end = pages.nextAbsent(first);
            runs.add(PageRun.between(first, end));
            first = pages.next(end);
            if (runs.size() == FRAME_RUNS || first == PageSet.NONE) {
                Owed frame = new Owed(runs);
                LinkCalls.run(() -> urgent.write(frame));
                runs = new ArrayList<>();
            }
        }
    }

    /**
     * Copies the pages whose absence cannot be trapped. They were announced as owed, and taking that back goes the same
     * way, on the urgent lane: nothing else would order the two.
     */
    void sendNonPageable() {
        PageBitmap pinned = new PageBitmap(geometry.pageCount());
        memory.collectNonPageable(pinned);
        if (pinned.isEmpty()) {
            return;
        }
        int framePages = Math.max(1, PINNED_FRAME_BYTES / geometry.pageSizeBytes());
        PageSweep sweep = new PageSweep(claim(pinned), Delivery.SWITCHOVER);
        PageBatch batch = new PageBatch(framePages);
        PagesWriter writer = new PagesWriter(memory, cold, lane, framePages);
        LinkCalls.run(() -> {
            try {
                for (batch.clear(framePages); sweep.next(batch); batch.clear(framePages)) {
                    batch.addTo(writer, sweep.delivery());
                    metrics.sent(batch, writer, sweep.delivery());
                    writer.flush();
                }
            } finally {
                writer.drop();
            }
        });
    }

    /** Claims the owed pages that hold nothing: the guest is paused here by now, so they stay so. */
    PageBitmap claimAbsent() {
        PageBitmap absent = new PageBitmap(geometry.pageCount());
        memory.collectAbsent(absent);
        return claim(absent);
    }

    /** Claims the owed pages that lie on the swap device: they stay there, too. */
    PageBitmap claimCold() {
        return cold.map(pages -> claim(PageBitmap.copyOf(pages))).orElseGet(() -> new PageBitmap(0));
    }

    /** Claims those of some pages that are owed, and returns them. */
    private PageBitmap claim(PageBitmap pages) {
        PageBitmap claimed = new PageBitmap(geometry.pageCount());
        pages.retainAll(PageBitmap.copyOf(faults.owed().pages()));
        for (long page = pages.next(0); page != PageSet.NONE; page = pages.next(page)) {
            long end = faults.owed().claim(page, pages.nextAbsent(page));
            claimed.add(page, end - page);
            page = Math.max(end, page + 1);
        }
        return claimed;
    }
}
