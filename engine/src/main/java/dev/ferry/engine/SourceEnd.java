package dev.ferry.engine;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.memory.SwapFaults;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.handover.Handover;
import dev.ferry.engine.handover.SourceAction;
import dev.ferry.engine.handover.SourceEvent;
import dev.ferry.engine.handover.SourceEvent.CancelAsked;
import dev.ferry.engine.handover.SourceState;
import dev.ferry.engine.handover.SourceState.Completed;
import dev.ferry.engine.handover.SourceState.GuestStayed;
import dev.ferry.engine.handover.SourceState.Pushing;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.MigrationReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source's end of one migration. {@link #migrate()} runs it on the calling thread; all else may come from any
 * other. The guest and its memory stay the caller's.
 */
public final class SourceEnd {

    private static final Logger LOG = LoggerFactory.getLogger(SourceEnd.class);
    private static final Duration CANCEL_GRACE = Duration.ofMillis(300);

    private final SourcePlan plan;
    private final Handover<SourceState, SourceEvent, SourceAction> handover = Handover.ofSource();
    private final AtomicBoolean used = new AtomicBoolean();
    private final AtomicBoolean balloonComplained = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private final SourceMetrics metrics;
    private final MigrationListener phaseKeeper = new PhaseKeeper();
    private final SourceConversation conversation;
    private final SourceOrder order;
    private final LinkSession session;
    private volatile MigrationPhase phase = MigrationPhase.RESERVATION;

    SourceEnd(SourcePlan plan) {
        this.plan = plan;
        this.metrics = new SourceMetrics(plan.memory().geometry().pageCount(), plan.listener());
        this.conversation = new SourceConversation(plan, handover, metrics, phaseKeeper);
        this.order = new SourceOrder(plan.memory(), plan.settings().order(), conversation::explain);
        this.session = new LinkSession(plan, conversation, metrics, order, phaseKeeper);
    }

    /** Composes a source end part by part. */
    public static SourceEndBuilder builder() {
        return new SourceEndBuilder();
    }

    /**
     * Moves the guest. Returns once the destination depends on nothing here; the guest is then paused here for good,
     * and its memory may be freed. Where the link is lost after switchover, it tries to reach the destination again for
     * {@code ferry.recovery.timeout}. An interrupt of the calling thread fails the migration; after switchover it gives
     * the guest up.
     *
     * @return the figures
     * @throws CancellationException where {@link #cancel()} came in time; the guest runs on here
     * @throws MigrationFailedException where it failed, saying where the guest is
     * @throws IllegalStateException where it was called before
     */
    public MigrationReport migrate() {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("this source end has migrated before: build another");
        }
        metrics.started();
        try {
            migrateOver();
            phaseKeeper.onPhase(MigrationPhase.COMPLETED);
            return report();
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            throw fail(failure);
        } finally {
            conversation.closeLink();
            over.countDown();
        }
    }

    private void migrateOver() throws IOException, InterruptedException {
        try (ProgressTicker _ = new ProgressTicker(plan.listener(),
                new SourceProgress(metrics, session, () -> phase, this::balloonFigures))) {
            requireDevice();
            order.watch(conversation::throwIfCancelled);
            conversation.reserve();
            LOG.info("guest {}: {} to {} by {}", plan.guestId(),
                    Quantities.formatBytes(plan.memory().geometry().memoryBytes()), plan.address(),
                    plan.strategyName());
            runStrategy();
            switch (handover.state()) {
                case Pushing _,Completed _ -> session.finish();
                default -> throw new FerryException(ErrorCode.PLUGIN_FAILED, "strategy " + plan.strategyName()
                        + " returned without moving the guest");
            }
        }
    }

    private void requireDevice() {
        if (plan.strategy().refersToCold() && plan.cold().isEmpty()) {
            throw new FerryException(ErrorCode.INVALID_SETTING, "strategy " + plan.strategyName()
                    + " leaves cold pages on the guest's swap device, and guest " + plan.guestId()
                    + " has none: set ferry.swap, or take a strategy that copies all pages");
        }
    }

    /** Once the guest runs at the destination, a strategy that breaks is not let take it along: the engine goes on. */
    private void runStrategy() {
        try {
            plan.strategy().migrate(session);
        } catch (RuntimeException | Error broken) {
            boolean canGoOn = switch (handover.state()) {
                case Completed _,Pushing _ -> true;
                default -> false;
            };
            if (!canGoOn) {
                throw broken;
            }
            LOG.warn("strategy {} broke after switchover; the engine ends the migration", plan.strategyName(),
                    broken);
        }
    }

    /** Puts the guest where the handover says that it belongs, at once, and says so. */
    private RuntimeException fail(Throwable failure) {
        conversation.end(failure);
        Throwable cause = conversation.explained(failure);
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        guarded(failure, order::close);
        GuestFate fate = handover.state().guestFate();
        if (fate == GuestFate.RUNS_AT_SOURCE) {
            guarded(failure, session::liftStun);
            guarded(failure, session.rounds()::stopDirtyLog);
        }
        if (handover.state() instanceof GuestStayed(boolean cancelled, _) && cancelled) {
            phaseKeeper.onPhase(MigrationPhase.CANCELLED);
            return new CancellationException("the migration of guest " + plan.guestId()
                    + " was cancelled: the guest runs on at the source");
        }
        phaseKeeper.onPhase(MigrationPhase.FAILED);
        return new MigrationFailedException(Failures.code(cause), fate,
                "migration of guest " + plan.guestId() + " failed: " + Failures.reason(cause) + ". "
                        + capitalised(fate.sentence()) + held(fate) + ".",
                report(), cause);
    }

    /** What is here of a guest that is not. */
    private String held(GuestFate fate) {
        return switch (fate) {
            case RUNS_AT_SOURCE -> conversation.couldNotResume() == null
                    ? ""
                    : ", but it could not be resumed there and is paused: " + conversation.couldNotResume();
            case RUNS_AT_DESTINATION -> "";
            case IN_DOUBT -> "; " + heldHere();
            case LOST -> String.format(Locale.ROOT,
                    ": it ran at the destination, and the pages that it lacks there are here only (%,d were not sent,"
                            + " others may not have arrived); %s",
                    conversation.owedPages(), heldHere());
        };
    }

    private String heldHere() {
        return plan.memory().cold().isEmpty()
                ? "all of it as of the pause is here"
                : "what was in memory at the pause is here, and the rest on the guest's swap device";
    }

    /** A part that breaks on the way out does not hide why we are on it. */
    private static void guarded(Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException broken) {
            LOG.error("a part of the source broke while the migration was ended", broken);
            failure.addSuppressed(broken);
        }
    }

    private static String capitalised(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    /**
     * Asks that the guest stay at the source. Any thread, any number of times; {@link #migrate()} ends within a
     * second, once the link is made and unless a limit lets a frame take longer.
     *
     * @return false where it came too late: the guest is, or may be, at the destination
     */
    public boolean cancel() {
        boolean stays = handover.on(new CancelAsked()).guestFate() == GuestFate.RUNS_AT_SOURCE;
        if (stays) {
            Thread.ofVirtual().name("ferry-cancel").start(this::closeLinkIfStuck);
        }
        return stays;
    }

    /** The session ends by itself at its next batch, and can tell the destination; where it is stuck, it is freed. */
    private void closeLinkIfStuck() {
        try {
            if (!over.await(CANCEL_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                conversation.closeLink();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Goes on over another link, also by another transport: at once where the link is lost, and else by giving up the
     * one that is there. Where it goes is where all later attempts go. Any thread, any number of times.
     *
     * @return false where there is nothing to go on with: the guest has not been handed over, or all is over
     */
    public boolean resumeOver(Transport transport, String address) {
        return conversation.resumeOver(transport, address);
    }

    /**
     * Waits no longer for a destination that cannot be reached: {@link #migrate()} ends, and says what is held here.
     * Any thread, any number of times.
     *
     * @return false where nobody waits for it
     */
    public boolean giveUp() {
        return conversation.giveUp();
    }

    /** The figures up to now. Any thread. */
    public MigrationReport report() {
        FaultFigures faults = metrics.faults();
        Optional<SwapFaults> swap = faults == null ? Optional.empty() : faults.swapFaults();
        return new MigrationReport(plan.strategyName(), plan.schedulerName(), plan.transportName(),
                plan.guestId(),
                SourceProgress.outcome(handover.state()), null, plan.memory().geometry().pageSizeBytes(),
                plan.memory().geometry().memoryBytes(), metrics.preparationNanos(), metrics.downtimeNanos(),
                metrics.resumeNanos(), metrics.totalNanos(), metrics.totalNanos(), metrics.pages(),
                metrics.duplicates(),
                metrics.zeroPages(), metrics.references(), metrics.bytes(),
                faults == null ? null : (Long) faults.networkFaults(),
                faults == null || faults.minorFaults().isEmpty()
                        ? null
                        : (Long) faults.minorFaults().getAsLong(),
                faults == null || faults.networkFaults() == 0 ? null : faults.latency(),
                swap.map(SwapFaults::count).orElse(null),
                swap.filter(seen -> seen.count() > 0).map(Latency::of).orElse(null), metrics.rounds(),
                metrics.recoveries(), metrics.timeLostNanos(), balloonFigures());
    }

    /** What is known of the guest's balloon; null where nobody tells, or who should cannot: that is said once. */
    private @Nullable BalloonFigures balloonFigures() {
        try {
            return plan.balloon() == null ? null : plan.balloon().get();
        } catch (RuntimeException broken) {
            if (!balloonComplained.getAndSet(true)) {
                LOG.warn("no figures of the balloon of guest {}", plan.guestId(), broken);
            }
            return null;
        }
    }

    /** Passes on what the session says, and remembers the phase for who asks how far things are. */
    private final class PhaseKeeper implements MigrationListener {

        @Override
        public void onPhase(MigrationPhase next) {
            phase = next;
            plan.listener().onPhase(next);
        }

        @Override
        public void onRound(Round round) {
            plan.listener().onRound(round);
        }

        @Override
        public void onDecision(String decision) {
            plan.listener().onDecision(decision);
        }
    }

    /** What a source end is composed of. */
    record SourcePlan(String guestId, MemorySource memory, GuestControl control, MigrationStrategy strategy,
            String strategyName, @Nullable String schedulerName, Transport transport, String transportName,
            String address, EngineSettings settings, MigrationListener listener,
            @Nullable Supplier<BalloonFigures> balloon) {

        /** The live set of the pages that cross as references; empty where all are copied. */
        Optional<PageSet> cold() {
            return strategy.refersToCold() ? memory.cold() : Optional.empty();
        }
    }
}
