package dev.ferry.engine;

import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.engine.SourceEnd.SourcePlan;
import dev.ferry.engine.handover.SourceEvent.CompleteHeard;
import dev.ferry.engine.handover.SourceEvent.ReadyHeard;
import dev.ferry.engine.handover.SourceEvent.RunningHeard;
import dev.ferry.engine.handover.SourceEvent.SwitchoverBegun;
import dev.ferry.engine.handover.SourceState.Committing;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.Copying;
import dev.ferry.engine.handover.SourceState.Paused;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.order.AddressOrder;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The four verbs over the links of a conversation: a link that is lost after switchover they do not see. The session
 * thread calls them; the thread of the urgent lane answers faults.
 */
final class LinkSession implements SourceSession {

    private static final Logger LOG = LoggerFactory.getLogger(LinkSession.class);

    private static final int MAX_STUN_PERCENT = 99;

    private final GuestControl control;
    private final MemoryGeometry geometry;
    private final EngineSettings settings;
    private final SourceConversation conversation;
    private final SourceMetrics metrics;
    private final MigrationListener listener;
    private final SourceOrder order;
    private final SourceRounds rounds;
    private boolean stunned;

    LinkSession(SourcePlan plan, SourceConversation conversation, SourceMetrics metrics,
            SourceOrder order, MigrationListener listener) {
        this.control = plan.control();
        this.geometry = plan.memory().geometry();
        this.settings = plan.settings();
        this.conversation = conversation;
        this.metrics = metrics;
        this.order = order;
        this.listener = listener;
        this.rounds = new SourceRounds(plan, conversation, metrics, listener);
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public PageSet dirty() {
        return PageBitmap.copyOf(rounds.toSend());
    }

    private void requireAtSource() {
        conversation.throwIfCancelled();
        if (!(conversation.state() instanceof Copying)) {
            throw new IllegalStateException("the guest is handed over already: " + conversation.state());
        }
    }

    private void requireAtDestination() {
        if (!(conversation.state() instanceof Pushing || conversation.state() instanceof Completed)) {
            throw new IllegalStateException("the guest is not handed over yet: " + conversation.state());
        }
    }

    @Override
    public Round send(PageSet pages) {
        requireAtSource();
        if (rounds.number() == 0) {
            listener.onPhase(MigrationPhase.ROUNDS);
            rounds.startDirtyLog();
        }
        return rounds.send(pages);
    }

    @Override
    public PageSet switchOver(Residue residue) {
        requireAtSource();
        listener.onPhase(MigrationPhase.SWITCHOVER);
        OwedLedger ledger = conversation.link().ledger();
        if (residue == Residue.OWE) {
            order.settle();
            rounds.markAbsentBeforeOwing();
            ledger.owe(rounds.toSend());
        }
        order.close();
        liftStun();
        LinkCalls.run(() -> conversation.advance(new SwitchoverBegun()));
        PageBitmap late = rounds.collectLate();
        if (residue == Residue.OWE) {
            ledger.oweAlso(late);
            ledger.sendNonPageable();
        } else {
            rounds.toSend().addAll(late);
            rounds.send(dirty());
        }
        handOver();
        return PageBitmap.copyOf(conversation.link().faults().owed().pages());
    }

    private void handOver() {
        // Counted before the destination can ask: what a fault claims from here on is under way, not there.
        long owedPages = conversation.link().faults().owed().remaining();
        LinkCalls.run(() -> {
            conversation.link().urgent().write(new State(control.saveState()));
            conversation.link().urgent().await(Ready.class, settings.handshakeTimeout());
        });
        conversation.overLinks(() -> conversation.state() instanceof Paused
                || conversation.state() instanceof Committing, () -> {
                    if (conversation.state() instanceof Paused) {
                        conversation.advance(new ReadyHeard());
                    }
                    conversation.link().urgent().await(Running.class, settings.handshakeTimeout());
                    conversation.advance(new RunningHeard(owedPages));
                });
        metrics.running();
        listener.onPhase(MigrationPhase.PUSH);
        rounds.stopDirtyLog();
    }

    @Override
    public void push(PageSet pages, PushScheduler scheduler) {
        requireAtDestination();
        deliver(order.applyTo(scheduler));
    }

    @Override
    public void complete() {
        requireAtDestination();
        if (conversation.owedPages() > 0) {
            throw new IllegalStateException(
                    "the strategy completes while " + conversation.owedPages() + " pages are owed");
        }
        deliver(new AddressOrder());
    }

    /** Sends what is owed, until the destination says that it lacks nothing. */
    private void deliver(PushScheduler scheduler) {
        BulkSender.Window window = settings.pushWindow(geometry.pageSizeBytes(),
                conversation.limiter().bytesPerSecond());
        conversation.overLinks(() -> conversation.state() instanceof Pushing, () -> {
            SourceLink over = conversation.link();
            over.bulk().send(new PageSweep(over.ledger().claimAbsent(), Delivery.ABSENT), window);
            over.bulk().send(new PageSweep(over.ledger().claimCold(), Delivery.REFERENCE), window);
            over.bulk().send(new PushSupply(over.faults().owed(), scheduler, over.faults().answered()),
                    window);
            awaitComplete();
        });
    }

    /**
     * The end, after the strategy: what a broken one has left to do is done. Once nothing is owed the guest is safe at
     * the destination, and a link that fails now costs figures only.
     */
    void finish() {
        deliver(new AddressOrder());
        try {
            if (metrics.faults() == null) {
                LinkCalls.run(this::awaitComplete);
            }
        } catch (FerryException lost) {
            LOG.warn("the guest is at the destination and owed nothing, but the link ended early: {}",
                    lost.getMessage());
        }
    }

    @Override
    public boolean stun(int percent) {
        requireAtSource();
        if (percent < 0 || percent > MAX_STUN_PERCENT) {
            throw new IllegalArgumentException("a stun of " + percent + " %: 0 to " + MAX_STUN_PERCENT);
        }
        stunned = true;
        return control.stun(percent);
    }

    /** Lets a guest that was slowed run as ever; safe at any end. */
    void liftStun() {
        if (stunned) {
            stunned = false;
            control.stun(0);
        }
    }

    @Override
    public void limitBandwidth(long bytesPerSecond) {
        conversation.throwIfCancelled();
        conversation.limiter().limit(bytesPerSecond);
    }

    @Override
    public void explain(String decision) {
        conversation.explain(decision);
    }

    private void awaitComplete() throws IOException, InterruptedException {
        Complete heard = conversation.link().urgent().await(Complete.class, null);
        metrics.complete(heard.seen());
        conversation.advance(new CompleteHeard());
    }

    SourceRounds rounds() {
        return rounds;
    }

    /** Pages of this round, or owed, that are still to be sent. */
    long pagesLeft() {
        if (!conversation.hasLink()) {
            return 0;
        }
        return conversation.isAtSource()
                ? conversation.link().bulk().pagesLeft() + rounds.pagesToFollow()
                : conversation.owedPages();
    }
}
