package dev.ferry.simulator.migration;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.event.Delivery;
import dev.ferry.api.event.MigrationListener;
import dev.ferry.api.event.MigrationPhase;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.api.strategy.SourceSession;
import dev.ferry.engine.EngineSettings;
import dev.ferry.engine.order.AddressOrder;
import dev.ferry.simulator.channel.Stream;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Program;

/** The four verbs in virtual time, in the order in which the engine does things. Called by the migration's program. */
final class SimulatedSession implements SourceSession {

    private static final int MAX_STUN_PERCENT = 99;

    private final SimulatedMigration.Plan plan;
    private final Program program;
    private final SimulatedGuest guest;
    private final SimulatedMemory memory;
    private final MemoryGeometry geometry;
    private final EngineSettings settings;
    private final EngineCosts costs;
    private final MigrationListener listener;
    private final Figures figures;
    private final long latencyNanos;
    private final Destination destination;
    private final BulkLane bulk;
    private final UrgentLane urgent;
    private final FaultService faults;
    private final SourceOrder order;
    private final SourceRounds rounds;
    private boolean atSource = true;
    private boolean stunned;
    private long bulkBytesPerSecond;

    SimulatedSession(SimulatedMigration.Plan plan, Program program, Figures figures) {
        this.plan = plan;
        this.program = program;
        this.guest = plan.guest();
        this.memory = guest.memory();
        this.geometry = memory.geometry();
        this.settings = plan.way().settings();
        this.costs = plan.costs();
        this.listener = plan.listener();
        this.figures = figures;
        this.latencyNanos = plan.link().latencyNanos();
        this.destination = new Destination(plan, figures, this::ask, program::resume);
        this.bulk = new BulkLane(plan, figures, destination, program::resume);
        Stream urgentStream = plan.link().stream(plan.urgentWeight());
        Receiver urgentReceiver = new Receiver(plan.simulation());
        this.urgent = new UrgentLane(plan, program, urgentStream, urgentReceiver, figures, destination);
        this.faults = new FaultService(plan, figures, urgentStream, urgentReceiver, destination, bulk::goOn);
        this.order = new SourceOrder(plan, listener::onDecision);
        this.rounds = new SourceRounds(plan, program, figures, this::sendInRound);
        limitBandwidth(0);
    }

    private void ask(long page) {
        faults.ask(page);
    }

    /** All before the strategy begins. */
    void prepare() {
        order.watch(program);
        listener.onPhase(MigrationPhase.RESERVATION);
        program.sleep(costs.of(EngineCost.RESERVATION_NANOS) + 2 * latencyNanos);
    }

    @Override
    public MemoryGeometry geometry() {
        return geometry;
    }

    @Override
    public PageSet dirty() {
        return PageBitmap.copyOf(rounds.toSend());
    }

    @Override
    public Round send(PageSet pages) {
        requireAtSource();
        if (rounds.number() == 0) {
            listener.onPhase(MigrationPhase.ROUNDS);
            rounds.startDirtyLog();
        }
        return rounds.send(PageBitmap.copyOf(pages), true);
    }

    private void sendInRound(Supply pages) {
        sendAll(pages, settings.roundBatchPages(geometry.pageSizeBytes(), bulkBytesPerSecond),
                EngineSettings.ROUND_WINDOW_FRAMES);
    }

    private void sendAll(Supply pages, int batchPages, int window) {
        bulk.send(pages, batchPages, window);
        program.await(bulk::isIdle);
    }

    @Override
    public PageSet switchOver(Residue residue) {
        requireAtSource();
        listener.onPhase(MigrationPhase.SWITCHOVER);
        if (residue == Residue.OWE) {
            order.settle();
            rounds.markAbsentBeforeOwing();
            faults.owe(new Owed(rounds.toSend()));
            urgent.announce(rounds.toSend());
        }
        order.close();
        liftStun();
        pause();
        PageBitmap late = rounds.collectLate();
        if (residue == Residue.OWE) {
            oweAlso(late);
            urgent.send(new Sweep(faults.owed().claim(memory.nonPageable()), Delivery.SWITCHOVER));
        } else {
            rounds.toSend().addAll(late);
            rounds.send(PageBitmap.copyOf(rounds.toSend()), false);
        }
        handOver();
        return PageBitmap.copyOf(faults.owed().pages());
    }

    private void pause() {
        program.sleep(costs.of(EngineCost.PAUSE_NANOS));
        guest.pause();
        figures.paused(plan.simulation().nowNanos());
    }

    private void oweAlso(PageBitmap late) {
        late.removeAll(PageBitmap.copyOf(faults.owed().pages()));
        faults.owed().add(late);
        urgent.announce(late);
    }

    /** STATE, READY, COMMIT and RUNNING, one after the other. */
    private void handOver() {
        urgent.sendState();
        program.sleep(2 * latencyNanos + costs.of(EngineCost.START_NANOS));
        rounds.stopDirtyLog();
        atSource = false;
        destination.run(PageBitmap.copyOf(faults.owed().pages()));
        program.sleep(latencyNanos);
        figures.running(plan.simulation().nowNanos());
        listener.onPhase(MigrationPhase.PUSH);
    }

    @Override
    public void push(PageSet pages, PushScheduler scheduler) {
        requireAtDestination();
        deliver(order.applyTo(scheduler));
    }

    @Override
    public void complete() {
        requireAtDestination();
        if (faults.owed().remaining() > 0) {
            throw new IllegalStateException(
                    "the strategy completes while " + faults.owed().remaining() + " pages are owed");
        }
        deliver(new AddressOrder());
    }

    /** Sends what is owed, until the destination says that it lacks nothing. */
    private void deliver(PushScheduler scheduler) {
        if (figures.isComplete()) {
            return;
        }
        Owed owed = faults.owed();
        int batchPages = settings.pushBatchPages(geometry.pageSizeBytes(), bulkBytesPerSecond);
        int window = settings.pushWindowFrames();
        sendAll(new Sweep(owed.claim(memory.absent()), Delivery.ABSENT), batchPages, window);
        if (plan.way().strategy().refersToCold()) {
            sendAll(new Sweep(owed.claim(memory.cold()), Delivery.REFERENCE), batchPages, window);
        }
        sendAll(new Push(owed, scheduler, faults.answered()), batchPages, window);
        program.await(() -> destination.owed() == 0);
        figures.nothingOwed();
        program.sleep(latencyNanos);
        figures.complete(plan.simulation().nowNanos());
    }

    /** The end, after the strategy: what it has left to do is done. */
    void finish() {
        if (atSource) {
            throw new FerryException(ErrorCode.PLUGIN_FAILED,
                    "strategy " + plan.way().name() + " returned without moving the guest");
        }
        deliver(new AddressOrder());
        listener.onPhase(MigrationPhase.COMPLETED);
    }

    /** The end, where the strategy has failed: a guest that is still at the source runs on as ever. */
    void fail() {
        order.close();
        if (atSource) {
            liftStun();
            rounds.stopDirtyLog();
            guest.resume();
        }
        listener.onPhase(MigrationPhase.FAILED);
    }

    @Override
    public boolean stun(int percent) {
        requireAtSource();
        if (percent < 0 || percent > MAX_STUN_PERCENT) {
            throw new IllegalArgumentException("a stun of " + percent + " %: 0 to " + MAX_STUN_PERCENT);
        }
        stunned = true;
        guest.stun(percent);
        return true;
    }

    private void liftStun() {
        if (stunned) {
            stunned = false;
            guest.stun(0);
        }
    }

    @Override
    public void limitBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "a limit of " + bytesPerSecond + " bytes/s: it is not negative");
        }
        long user = settings.bandwidthBytesPerSecond();
        bulkBytesPerSecond = user == 0 || bytesPerSecond != 0 && bytesPerSecond < user
                ? bytesPerSecond
                : user;
        bulk.limit(bulkBytesPerSecond);
    }

    @Override
    public void explain(String decision) {
        listener.onDecision(decision);
    }

    private void requireAtSource() {
        if (!atSource) {
            throw new IllegalStateException("the guest is handed over already");
        }
    }

    private void requireAtDestination() {
        if (atSource) {
            throw new IllegalStateException("the guest is not handed over yet");
        }
    }
}
