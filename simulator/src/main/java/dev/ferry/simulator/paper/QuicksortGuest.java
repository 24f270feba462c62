package dev.ferry.simulator.paper;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.time.Simulation;
import dev.ferry.workload.SplitMix;
import java.util.List;

/**
 * The guest of Hines et al. 2009, section 5.4: processes that have been started together, each of which fills an array and
 * sorts it by Quicksort, share memory and two processors evenly.
 *
 * @param pageCount of all arrays together
 * @param processes a power of two
 * @param smallestOrder of the blocks that the memory was free in
 */
record QuicksortGuest(long pageCount, int processes, int smallestOrder) {

    /** What a 2.6.18 Linux, the guest of the paper, gives a program by default. */
    private static final long LINUX_SLICE_NANOS = 100_000_000;

    static final int CPUS = 2;
    /** As long as the program of the same testbed that goes over its pages word by word. */
    static final long NANOS_PER_PAGE = StressGuest.NANOS_PER_PAGE;
    private static final int KEYS_PER_PAGE = Testbed.PAGE_BYTES / Integer.BYTES;
    private static final double NANOS_PER_KEY = (double) NANOS_PER_PAGE / KEYS_PER_PAGE;
    private static final double NANOS_PER_SECOND = 1e9;

    private int pagesEach() {
        return Math.toIntExact(pageCount / processes);
    }

    /** A guest that does not run yet: its processes know where their memory will be, and are about to fill it. */
    SimulatedGuest create(Simulation simulation, long seed) {
        UsedMemory memory = new UsedMemory(pageCount, smallestOrder, SplitMix.mix(seed));
        List<long[]> arrays = memory.fill(processes, pagesEach(), CPUS,
                LINUX_SLICE_NANOS / NANOS_PER_PAGE);
        SimulatedGuest guest = new SimulatedGuest(simulation, "quicksort",
                new SimulatedMemory(MemoryGeometry.flat(Testbed.PAGE_BYTES, pageCount)), CPUS);
        for (int process = 0; process < processes; process++) {
            guest.with(new ArraySort(arrays.get(process), KEYS_PER_PAGE, NANOS_PER_KEY,
                    SplitMix.mix(seed) + process));
        }
        return guest;
    }

    /** All the work, unless it waits. */
    private double secondsOfWork() {
        double nanosEach = (double) pagesEach() * NANOS_PER_PAGE
                + ArraySort.nanos((long) pagesEach() * KEYS_PER_PAGE, NANOS_PER_KEY);
        return nanosEach * processes / Math.min(CPUS, processes) / NANOS_PER_SECOND;
    }

    /** How long it runs before it is moved: to somewhere between a quarter and three quarters of its work, by seed. */
    long secondsBefore(long seed) {
        double part = 0.25 + SplitMix.fraction(SplitMix.mix(seed) + processes) / 2;
        return Math.max(1, Math.round(part * secondsOfWork()));
    }
}
