package dev.ferry.simulator.balloon;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.PageSet;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.workload.FreePages;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongUnaryOperator;

/**
 * Takes free pages of a simulated guest: what it holds is absent. What it gives back is memory of the host's, which the
 * host hands out with something in it, as Xen does: it is sent as any other. For the simulation's thread.
 */
public final class SimulatedBalloon implements Balloon {

    private final SimulatedMemory memory;
    private final FreePages free;
    /** The one taken last is the first that is given back. */
    private final Deque<Long> held = new ArrayDeque<>();
    private long movedPages;

    /**
     * A balloon that holds nothing.
     *
     * @param memory of the guest
     * @param free the part of it that the balloon takes pages of
     */
    public SimulatedBalloon(SimulatedMemory memory, FreePages free) {
        this.memory = memory;
        this.free = free;
        free.onPressure(asked -> {
            deflate(asked);
            return sizePages();
        });
    }

    @Override
    public long freePages() {
        return free.freePages();
    }

    @Override
    public long sizePages() {
        return held.size();
    }

    /** None while pages are to come from a source. */
    @Override
    public long inflate(long pages) {
        if (memory.missing().next(0) != PageSet.NONE) {
            return 0;
        }
        long taken = 0;
        while (taken < pages) {
            long page = free.takeColdest();
            if (page == FreePages.NONE) {
                break;
            }
            memory.discard(page, 1);
            held.push(page);
            taken++;
        }
        movedPages += taken;
        return taken;
    }

    @Override
    public long deflate(long pages) {
        long given = Math.min(pages, held.size());
        for (long count = 0; count < given; count++) {
            long page = held.pop();
            memory.fill(page, 1);
            free.giveBack(page);
        }
        movedPages += given;
        return given;
    }

    @Override
    public void onPressure(LongUnaryOperator pagesAskedToPagesLeft) {
        free.onPressure(pagesAskedToPagesLeft);
    }

    /** Pages taken and given back so far, each time counted. */
    public long movedPages() {
        return movedPages;
    }
}
