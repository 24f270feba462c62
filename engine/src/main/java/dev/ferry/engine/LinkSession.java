package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.handover.SourceEvent.CommitDecided;
import dev.ferry.engine.handover.SourceEvent.CompleteHeard;
import dev.ferry.engine.handover.SourceEvent.GuestPaused;
import dev.ferry.engine.handover.SourceEvent.Reserved;
import dev.ferry.engine.handover.SourceEvent.RunningHeard;
import dev.ferry.engine.handover.SourceHandover;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four verbs over a link. The session thread calls them; the thread of the urgent lane answers faults. */
final class LinkSession implements SourceSession {

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

    private final MemorySource memory;
    private final GuestControl control;
    private final MemoryGeometry geometry;
    private final EngineSettings settings;
    private final SourceHandover handover;
    private final SourceMetrics metrics;
    private final MigrationListener listener;
    private final UrgentLane urgent;
    private final BulkSenders bulk;
    private final FaultService faults;
    private final OwedLedger ledger;
    private final PageBitmap toSend;
    private volatile long pagesToFollow;
    private boolean dirtyLogRuns;
    private int round;
    private boolean pushFailed;

    LinkSession(Link link, MemorySource memory, GuestControl control, EngineSettings settings,
            SourceHandover handover, SourceMetrics metrics, MigrationListener listener) {
        this.memory = memory;
        this.control = control;
        this.geometry = memory.geometry();
        this.settings = settings;
        this.handover = handover;
        this.metrics = metrics;
        this.listener = listener;
        this.toSend = PageBitmap.full(geometry.pageCount());
        this.faults = new FaultService(memory, link.urgent(), metrics);
        this.urgent = new UrgentLane(link.urgent(), geometry.pageCount(), faults, () -> {
            faults.linkLost();
            link.close();
        });
        this.ledger = new OwedLedger(memory, link.urgent(), urgent, faults, metrics);
        this.bulk = new BulkSenders(link, memory, settings, metrics, handover::throwIfCancelled);
    }

    /** The first exchange: the destination reserves memory, or refuses. */
    void reserve(String guestId) throws IOException, InterruptedException {
        listener.onPhase(MigrationPhase.RESERVATION);
        urgent.start();
        urgent.write(new Hello(Message.VERSION, guestId, geometry));
        urgent.await(Welcome.class, settings.handshakeTimeout());
        handover.on(new Reserved());
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public PageSet dirty() {
        return PageBitmap.copyOf(toSend);
    }

    private void requireAtSource() {
        handover.throwIfCancelled();
        if (!(handover.state() instanceof Copying)) {
            throw new IllegalStateException("the guest is handed over already: " + handover.state());
        }
    }

    private void requireAtDestination() {
        if (!(handover.state() instanceof Pushing || handover.state() instanceof Completed)) {
            throw new IllegalStateException("the guest is not handed over yet: " + handover.state());
        }
    }

    @Override
    public Round send(PageSet pages) {
        requireAtSource();
        if (round == 0) {
            listener.onPhase(MigrationPhase.ROUNDS);
            memory.startDirtyLog();
            dirtyLogRuns = true;
        }
        return copy(pages, () -> memory.collectDirty(toSend));
    }

    /** One pass over some pages: what is dirtied from here on counts again. */
    private Round copy(PageSet pages, Runnable collectDirty) {
        long startNanos = System.nanoTime();
        long bytesBefore = metrics.bytes();
        round++;
        PageBitmap sending = PageBitmap.copyOf(pages);
        long count = sending.size();
        toSend.removeAll(sending);
        transfer(sending);
        collectDirty.run();
        Round done = new Round(round, count, metrics.bytes() - bytesBefore, System.nanoTime() - startNanos,
                toSend.size());
        metrics.round(done);
        listener.onRound(done);
        return done;
    }

    /** Sends pages: in the first pass the absent ones as marks, without a look; later passes send what was written. */
    private void transfer(PageBitmap pages) {
        PageBitmap absent = new PageBitmap(geometry.pageCount());
        if (round == 1) {
            memory.collectAbsent(absent);
            absent.retainAll(pages);
        }
        pages.removeAll(absent);
        BulkSender.Window window = settings.roundWindow(geometry.pageSizeBytes());
        pagesToFollow = pages.size();
        bulk.send(new PageSweep(absent, true), window);
        pagesToFollow = 0;
        bulk.send(new PageSweep(pages, false), window);
    }

    @Override
    public PageSet switchOver(Residue residue) {
        requireAtSource();
        listener.onPhase(MigrationPhase.SWITCHOVER);
        if (residue == Residue.OWE) {
            ledger.owe(toSend);
        }
        control.pause();
        metrics.paused();
        handover.on(new GuestPaused());
        PageBitmap late = collectLate();
        if (residue == Residue.OWE) {
            ledger.oweAlso(late);
            ledger.sendNonPageable();
        } else {
            toSend.addAll(late);
            copy(dirty(), () -> {});
        }
        handOver();
        return PageBitmap.copyOf(faults.owed().pages());
    }

    /** What was dirtied since the last round ended. */
    private PageBitmap collectLate() {
        PageBitmap late = new PageBitmap(geometry.pageCount());
        if (dirtyLogRuns) {
            memory.collectDirty(late);
        }
        return late;
    }

    private void handOver() {
        // Counted before the destination can ask: what a fault claims from here on is under way, not there.
        long owedPages = faults.owed().remaining();
        LinkCalls.run(() -> {
            urgent.write(new State(control.saveState()));
            urgent.await(Ready.class, settings.handshakeTimeout());
            handover.on(new CommitDecided());
            urgent.write(new Commit());
            urgent.await(Running.class, settings.handshakeTimeout());
            handover.on(new RunningHeard(owedPages));
        });
        metrics.running();
        listener.onPhase(MigrationPhase.PUSH);
        stopDirtyLog();
    }

    @Override
    public void push(PageSet pages, PushScheduler scheduler) {
        BulkSender.Window window = settings.pushWindow(geometry.pageSizeBytes());
        requireAtDestination();
        try {
            bulk.send(new PageSweep(ledger.claimAbsent(), true), window);
            bulk.send(new PushSupply(faults.owed(), scheduler, faults.answered()), window);
        } catch (RuntimeException | Error broken) {
            pushFailed = true;
            throw broken;
        }
        awaitComplete();
    }

    @Override
    public void complete() {
        requireAtDestination();
        if (faults.owed().remaining() > 0) {
            throw new IllegalStateException(
                    "the strategy completes while " + faults.owed().remaining() + " pages are owed");
        }
        awaitComplete();
    }

    /**
     * The end, after the strategy: what a broken one has left to do is done. Once nothing is owed the guest is safe at
     * the destination, and a link that fails now costs figures only.
     */
    void finish() {
        if (!(handover.state() instanceof Completed)) {
            push(faults.owed().pages(), new AddressOrder(faults.owed().pages()));
        }
        try {
            awaitComplete();
            LinkCalls.run(() -> urgent.write(new Bye()));
        } catch (FerryException lost) {
            LOG.warn("the guest is at the destination and owed nothing, but the link ended early: {}",
                    lost.getMessage());
        }
    }

    @Override
    public void explain(String decision) {
        LOG.info("{}", decision);
        listener.onDecision(decision);
    }

    private void awaitComplete() {
        if (metrics.faults() != null) {
            return;
        }
        Complete heard = LinkCalls.call(() -> urgent.await(Complete.class, null));
        handover.on(new CompleteHeard());
        metrics.complete(new FaultFigures(heard.networkFaults(),
                heard.minorFaults() < 0 ? OptionalLong.empty() : OptionalLong.of(heard.minorFaults()),
                new FaultFigures.Latency(heard.faultP50Nanos(), heard.faultP99Nanos(),
                        heard.faultMaxNanos())));
    }

    /** Whether the engine could still push what a strategy left: pages that a failed push had claimed are gone. */
    boolean canGoOn() {
        return !pushFailed && urgent.lives();
    }

    /** Stops the dirty log where it runs; safe at any end. */
    void stopDirtyLog() {
        if (dirtyLogRuns) {
            dirtyLogRuns = false;
            memory.stopDirtyLog();
        }
    }

    /** Says why to the destination, if it still listens. */
    void abort(ErrorCode code, String reason) {
        urgent.abort(code, reason);
    }

    @Nullable
    FerryException reasonForEnd() throws InterruptedException {
        return urgent.reasonForEnd();
    }

    int round() {
        return round;
    }

    /** Pages of this round, or owed, that are still to be sent. */
    long pagesLeft() {
        return handover.state() instanceof Pushing ? owedPages() : bulk.pagesLeft() + pagesToFollow;
    }

    long owedPages() {
        return faults.owed().remaining();
    }
}
