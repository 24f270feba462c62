package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.strategy.Round;
import dev.ferry.engine.EngineSettings;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Program;
import dev.ferry.simulator.time.Simulation;

/** What the destination lacks before the guest runs there, and the passes that send it, as in the engine. */
final class SourceRounds {

    /** As in the engine: with fewer dirty pages nobody asks which of them are absent. */
    private static final long DIRTY_PART = 64;
    /** As in the engine: with more absent pages they are told of before the others are owed. */
    private static final long ABSENT_PART = 16;
    private static final double BYTES_PER_GIB = 1L << 30;

    private final SimulatedMigration.Plan plan;
    private final Program program;
    private final Simulation simulation;
    private final SimulatedGuest guest;
    private final SimulatedMemory memory;
    private final long pageCount;
    private final EngineSettings settings;
    private final Figures figures;
    private final Sending sending;
    private final PageBitmap toSend;
    private int number;
    private boolean dirtyLogRuns;

    SourceRounds(SimulatedMigration.Plan plan, Program program, Figures figures, Sending sending) {
        this.plan = plan;
        this.program = program;
        this.simulation = plan.simulation();
        this.guest = plan.guest();
        this.memory = guest.memory();
        this.pageCount = memory.geometry().pageCount();
        this.settings = plan.way().settings();
        this.figures = figures;
        this.sending = sending;
        this.toSend = PageBitmap.full(pageCount);
    }

    /** Sends pages over the bulk lanes, and returns when the destination has them. */
    @FunctionalInterface
    interface Sending {
        void send(Supply pages);
    }

    /** The pages whose latest contents the destination lacks: at first all. */
    PageBitmap toSend() {
        return toSend;
    }

    /** The pass under way, or the last one; 0 before the first. */
    int number() {
        return number;
    }

    void startDirtyLog() {
        memory.startDirtyLog();
        guest.costs(0, plan.costs().of(EngineCost.FIRST_WRITE_NANOS));
        dirtyLogRuns = true;
    }

    /** Stops the dirty log where it runs. */
    void stopDirtyLog() {
        if (dirtyLogRuns) {
            memory.stopDirtyLog();
            dirtyLogRuns = false;
        }
    }

    /** One pass over some pages, while the guest runs or is paused. */
    Round send(PageBitmap pages, boolean guestRuns) {
        long startNanos = simulation.nowNanos();
        long bytesBefore = figures.bytes();
        number++;
        long count = pages.size();
        toSend.removeAll(pages);
        if (number == 1) {
            markAbsent(pages);
        }
        count -= transfer(pages, guestRuns);
        if (guestRuns) {
            collectDirty(toSend);
            count += toSend.size() < pageCount / DIRTY_PART ? 0 : markAbsent(toSend);
        }
        Round done = new Round(number, count, figures.bytes() - bytesBefore,
                simulation.nowNanos() - startNanos, toSend.size());
        figures.round(done);
        return done;
    }

    private long collectNanos() {
        return (long) (plan.costs().of(EngineCost.COLLECT_NANOS_PER_GIB)
                * (memory.geometry().memoryBytes() / BYTES_PER_GIB));
    }

    private void collectDirty(PageBitmap target) {
        program.sleep(collectNanos());
        memory.collectDirty(target);
    }

    /** Sends marks for those of the pages that are absent, and takes them out; says how many. */
    private long markAbsent(PageBitmap pages) {
        PageBitmap absent = PageBitmap.copyOf(memory.absent());
        absent.retainAll(pages);
        pages.removeAll(absent);
        long count = absent.size();
        sending.send(new Sweep(absent, Delivery.ABSENT));
        return count;
    }

    /** Sends the contents of pages. Says how many were left out because they are dirty again. */
    private long transfer(PageBitmap pages, boolean guestRuns) {
        if (plan.way().strategy().refersToCold()) {
            sendReferences(pages);
        }
        Sweep sweep = new Sweep(pages, guestRuns ? Delivery.ROUND : Delivery.SWITCHOVER);
        if (!guestRuns || settings.roundPeek().isZero()) {
            sending.send(sweep);
            return 0;
        }
        PeekingSweep peeking = new PeekingSweep(simulation, sweep, memory, toSend,
                settings.roundPeek().toNanos(), collectNanos());
        sending.send(peeking);
        return peeking.skipped();
    }

    private void sendReferences(PageBitmap pages) {
        PageBitmap references = PageBitmap.copyOf(memory.cold());
        references.retainAll(pages);
        pages.removeAll(references);
        sending.send(new Sweep(references, Delivery.REFERENCE));
    }

    /** Tells of the absent pages before the others are owed, where they are many and no round did. */
    void markAbsentBeforeOwing() {
        if (!dirtyLogRuns && memory.absent().size() > pageCount / ABSENT_PART) {
            startDirtyLog();
            markAbsent(toSend);
            collectDirty(toSend);
        }
    }

    /** In the pause: what was dirtied since the last round ended, or absent pages were told of. */
    PageBitmap collectLate() {
        PageBitmap late = new PageBitmap(pageCount);
        if (dirtyLogRuns) {
            collectDirty(late);
        }
        return late;
    }
}
