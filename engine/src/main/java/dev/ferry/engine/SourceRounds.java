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

    /**
     * With fewer dirty pages than this part of memory nobody asks which of them are absent: the answer takes a scan of the
     * whole memory, and a look at each of them is sooner done. They go as marks then, too.
     */
    private static final long DIRTY_PART = 64;
    /** From this part of memory on, absent pages are worth a dirty log to keep them from being owed. */
    private static final long ABSENT_PART = 16;

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

    /**
     * One pass over some pages, while the guest runs or is paused: what is dirtied from here on counts again. What is
     * absent of the pages dirtied meanwhile is told of in the same pass: it costs next to nothing, and a balloon that was
     * inflated during the pass does not look like memory that is written. So a pause after rounds need not ask: but for
     * what was discarded since, nothing that is to be sent is absent.
     */
    Round send(PageSet pages) {
        long startNanos = System.nanoTime();
        long bytesBefore = metrics.bytes();
        int round = number + 1;
        number = round;
        PageBitmap sending = PageBitmap.copyOf(pages);
        long count = sending.size();
        toSend.removeAll(sending);
        boolean guestRuns = guestRuns();
        if (round == 1) {
            markAbsent(sending);
        }
        count -= transfer(sending, guestRuns);
        if (guestRuns) {
            memory.collectDirty(toSend);
            count += toSend.size() < geometry.pageCount() / DIRTY_PART ? 0 : markAbsent(toSend);
        }
        Round done = new Round(round, count, metrics.bytes() - bytesBefore, System.nanoTime() - startNanos,
                toSend.size());
        metrics.round(done);
        listener.onRound(done);
        return done;
    }

    /** To be asked once a pass: a cancel changes the state at any time. */
    private boolean guestRuns() {
        return conversation.state() instanceof Copying;
    }

    /**
     * Sends marks for those of the pages that are absent, without a look at them, and takes them out of {@code pages}.
     * These were taken from the dirty log before: one that is written from now on is dirty again. Says how many they were.
     */
    private long markAbsent(PageBitmap pages) {
        PageBitmap absent = absent();
        absent.retainAll(pages);
        pages.removeAll(absent);
        long count = absent.size();
        pagesToFollow = pages.size();
        conversation.link().bulk().send(new PageSweep(absent, Delivery.ABSENT), window());
        pagesToFollow = 0;
        return count;
    }

    private PageBitmap absent() {
        PageBitmap absent = new PageBitmap(geometry.pageCount());
        memory.collectAbsent(absent);
        return absent;
    }

    private BulkSender.Window window() {
        return settings.roundWindow(geometry.pageSizeBytes(), conversation.limiter().bytesPerSecond());
    }

    /** Sends the contents of pages. Says how many were left out because they are dirty again. */
    private long transfer(PageBitmap pages, boolean guestRuns) {
        BulkSender.Window window = window();
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

    /**
     * Tells of the absent pages before the others are owed, while the guest still runs. After rounds that is done. Without
     * them it takes a dirty log, which tells in the pause what has changed since: where little is absent that is not
     * worth its cost, and what is absent is told of when push begins. The log is collected once before, too, so that the
     * pause has little left to announce.
     */
    void markAbsentBeforeOwing() {
        if (!dirtyLogRuns && absent().size() > geometry.pageCount() / ABSENT_PART) {
            startDirtyLog();
            markAbsent(toSend);
            memory.collectDirty(toSend);
        }
    }

    /** In the pause: what was dirtied since the last round ended, or absent pages were told of. */
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
