package dev.ferry.simulator.migration;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.PageFaults;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** The destination's side: places what arrives, and asks for what the guest waits for. */
final class Destination implements PageFaults {

    private final Simulation simulation;
    private final SimulatedGuest guest;
    private final SimulatedMemory memory;
    private final EngineCosts costs;
    private final Figures figures;
    private final long latencyNanos;
    private final LongConsumer ask;
    private final Runnable onAll;
    private final PageBitmap asked;
    /** Pages of which it knows no more than that they lie on the swap device. */
    private final PageBitmap references;
    /** Pages that hold something here before the guest runs. */
    private final PageBitmap filled;
    private final Map<Long, Long> askedNanos = new HashMap<>();
    private boolean guestRuns;
    private long owed;

    /**
     * @param ask called when a question for a page has come to the source
     * @param onAll called when no page is missing any more
     */
    Destination(SimulatedMigration.Plan plan, Figures figures, LongConsumer ask, Runnable onAll) {
        this.simulation = plan.simulation();
        this.guest = plan.guest();
        this.memory = guest.memory();
        this.costs = plan.costs();
        this.figures = figures;
        this.latencyNanos = plan.link().latencyNanos();
        this.ask = ask;
        this.onAll = onAll;
        this.asked = new PageBitmap(memory.geometry().pageCount());
        this.references = new PageBitmap(memory.geometry().pageCount());
        this.filled = new PageBitmap(memory.geometry().pageCount());
    }

    /** The guest runs here from now on, without these pages. */
    void run(PageBitmap missing) {
        guestRuns = true;
        owed = missing.size();
        memory.lose(missing);
        memory.setCold(coldHere(missing));
        guest.onMissing(this);
        guest.costs(costs.of(EngineCost.FIRST_TOUCH_NANOS), 0);
        guest.resume();
    }

    /** What was copied is in memory here, wherever it lay at the source; what was referred to is not. */
    private PageBitmap coldHere(PageBitmap missing) {
        PageBitmap cold = PageBitmap.copyOf(memory.cold());
        cold.retainAll(missing);
        references.removeAll(missing);
        cold.addAll(references);
        return cold;
    }

    /** Pages that the guest lacks. */
    long owed() {
        return owed;
    }

    /** How long it takes to place what a frame says. */
    long nanosOf(Frame frame) {
        long contents = frame.pages(Frame.Kind.CONTENTS);
        return costs.of(EngineCost.FRAME_NANOS) + costs.of(EngineCost.PLACE_NANOS_PER_PAGE) * contents
                + costs.of(EngineCost.MARK_NANOS_PER_PAGE) * (frame.pages() - contents);
    }

    /** What a frame says is so from now on. */
    void place(Frame frame) {
        for (Frame.Entry entry : frame.table()) {
            if (guestRuns) {
                arrive(entry.run(), entry.kind());
            } else {
                fill(entry.run(), entry.kind());
            }
        }
    }

    private void fill(PageRun run, Frame.Kind kind) {
        set(references, run, kind == Frame.Kind.COLD);
        set(filled, run, kind == Frame.Kind.CONTENTS);
    }

    private static void set(PageBitmap pages, PageRun run, boolean in) {
        if (in) {
            pages.add(run.first(), run.count());
        } else {
            pages.remove(run.first(), run.count());
        }
    }

    /** These will follow after switchover: says how long it takes to drop what is here of them. */
    long nanosToDrop(List<PageRun> runs) {
        long dropped = 0;
        for (PageRun run : runs) {
            for (long page = filled.next(run.first(), run.end()); page != PageBitmap.NONE;) {
                long end = Math.min(run.end(), filled.nextAbsent(page));
                filled.remove(page, end - page);
                dropped++;
                page = filled.next(end, run.end());
            }
        }
        return dropped * costs.of(EngineCost.DROP_NANOS_PER_RUN);
    }

    private void arrive(PageRun run, Frame.Kind kind) {
        if (kind == Frame.Kind.CONTENTS) {
            memory.bringIn(run.first(), run.count());
        }
        owed -= memory.arrive(run.first(), run.count());
        if (guest.waitingThreads() > 0) {
            if (!askedNanos.isEmpty()) {
                answered(run);
            }
            guest.wake(run.first(), run.end(), costs.of(EngineCost.WAKE_NANOS));
        }
        if (owed == 0) {
            onAll.run();
        }
    }

    private void answered(PageRun run) {
        for (long page = asked.next(run.first(), run.end()); page != PageBitmap.NONE;) {
            Long since = askedNanos.remove(page);
            if (since != null) {
                figures.faultAnswered(simulation.nowNanos() - since);
            }
            page = asked.next(page + 1, run.end());
        }
    }

    @Override
    public void onFault(long page) {
        if (asked.add(page)) {
            memory.ask(page);
            askedNanos.put(page, simulation.nowNanos());
            figures.fault(page);
            simulation.after(costs.of(EngineCost.FAULT_NANOS) + latencyNanos, () -> ask.accept(page));
        }
    }
}
