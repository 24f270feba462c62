package dev.ferry.engine;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.SourceEnd.SourcePlan;
import dev.ferry.engine.handover.SourceState.Copying;
import java.util.Optional;

/** What the destination lacks before the guest runs there, and the passes that send it. For the session thread. */
final class SourceRounds {

    private final MemorySource memory;
    private final MemoryGeometry geometry;
    private final Optional<PageSet> cold;
    private final EngineSettings settings;
    private final SourceConversation conversation;
    private final SourceMetrics metrics;
    private final MigrationListener listener;
    private final PageBitmap toSend;
    private volatile long pagesToFollow;
    private volatile int number;
    private boolean dirtyLogRuns;

    SourceRounds(SourcePlan plan, SourceConversation conversation, SourceMetrics metrics,
            MigrationListener listener) {
        this.memory = plan.memory();
        this.geometry = memory.geometry();
        this.cold = plan.cold();
        this.settings = plan.settings();
        this.conversation = conversation;
        this.metrics = metrics;
        this.listener = listener;
        this.toSend = PageBitmap.full(geometry.pageCount());
    }

    /** The pages whose latest contents the destination lacks: at first all. */
    PageBitmap toSend() {
        return toSend;
    }

    /** Begins to log what the guest writes. */
    void startDirtyLog() {
        memory.startDirtyLog();
        dirtyLogRuns = true;
    }

    /** One pass over some pages, while the guest runs or is paused: what is dirtied from here on counts again. */
    Round send(PageSet pages) {
        long startNanos = System.nanoTime();
        long bytesBefore = metrics.bytes();
        int round = number + 1;
        number = round;
        PageBitmap sending = PageBitmap.copyOf(pages);
        long count = sending.size();
        toSend.removeAll(sending);
        boolean guestRuns = guestRuns();
        long skipped = transfer(sending, guestRuns);
        if (guestRuns) {
            memory.collectDirty(toSend);
        }
        Round done = new Round(round, count - skipped, metrics.bytes() - bytesBefore,
                System.nanoTime() - startNanos, toSend.size());
        metrics.round(done);
        listener.onRound(done);
        return done;
    }

    /** To be asked once a pass: a cancel changes the state at any time. */
    private boolean guestRuns() {
        return conversation.state() instanceof Copying;
    }

    /**
     * Sends pages: in the first pass the absent ones as marks, without a look; later passes send what was written.
     * Says how many were left out because they are dirty again.
     */
    private long transfer(PageBitmap pages, boolean guestRuns) {
        PageBitmap absent = new PageBitmap(geometry.pageCount());
        if (number == 1) {
            memory.collectAbsent(absent);
            absent.retainAll(pages);
        }
        pages.removeAll(absent);
        BulkSender.Window window = settings.roundWindow(geometry.pageSizeBytes(),
                conversation.limiter().bytesPerSecond());
        pagesToFollow = pages.size();
        conversation.link().bulk().send(new PageSweep(absent, Delivery.ABSENT), window);
        if (cold.isPresent()) {
            sendReferences(pages, PageBitmap.copyOf(cold.get()), window);
        }
        pagesToFollow = 0;
        PageSweep sweep = new PageSweep(pages, guestRuns ? Delivery.ROUND : Delivery.SWITCHOVER);
        if (!guestRuns || settings.roundPeek().isZero()) {
            conversation.link().bulk().send(sweep, window);
            return 0;
        }
        PeekingSweep peeking = new PeekingSweep(sweep, toSend, memory::collectDirty,
                settings.roundPeek().toNanos(), System::nanoTime);
        conversation.link().bulk().send(peeking, window);
        return peeking.skipped();
    }

    /**
     * Sends those of the pages that lie on the swap device as references, and takes them out of {@code pages}. One that
     * comes into memory meanwhile is on the device still, until it is written; then it is dirty.
     */
    private void sendReferences(PageBitmap pages, PageBitmap references, BulkSender.Window window) {
        references.retainAll(pages);
        pages.removeAll(references);
        pagesToFollow = pages.size();
        conversation.link().bulk().send(new PageSweep(references, Delivery.REFERENCE), window);
    }

    /** What was dirtied since the last round ended. */
    PageBitmap collectLate() {
        PageBitmap late = new PageBitmap(geometry.pageCount());
        if (dirtyLogRuns) {
            memory.collectDirty(late);
        }
        return late;
    }

    /** Stops the dirty log where it runs; safe at any end. */
    void stopDirtyLog() {
        if (dirtyLogRuns) {
            dirtyLogRuns = false;
            memory.stopDirtyLog();
        }
    }

    /** The pass under way, or the last one; 0 before the first. Any thread. */
    int number() {
        return number;
    }

    /** Pages of this pass that no lane was given yet. Any thread. */
    long pagesToFollow() {
        return pagesToFollow;
    }
}
