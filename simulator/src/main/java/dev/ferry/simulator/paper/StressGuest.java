package dev.ferry.simulator.paper;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.guest.workload.Idle;
import dev.ferry.simulator.guest.workload.SequentialStress;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.time.Simulation;
import java.util.List;

/**
 * The guest of the stress test (Hines et al. 2009, section 5.1): two virtual CPUs, a program that goes through its
 * working set over and over, other programs that do little, and free memory. From the lowest address on: some pages of
 * the others, the working set, more pages of the others, the kernel's pages, and free memory. By pseudo-paging the last two
 * are not pageable, but for what a balloon holds.
 *
 * @param pageCount its memory
 * @param workingSetPages of the program
 * @param writes whether the program writes, or only reads
 * @param ballooned whether a balloon holds most of the free memory
 */
record StressGuest(long pageCount, long workingSetPages, boolean writes, boolean ballooned) {

    /** The guest of the paper. */
    static final long PAGES = Testbed.pages(2048);
    /** What lies before the working set is pushed before it. */
    static final long PAGES_BEFORE = 512;
    static final long OTHER_PAGES = Testbed.pages(32);
    static final long KERNEL_PAGES = Testbed.pages(16);
    static final long NANOS_PER_PAGE = 38_000;
    static final long NANOS_BETWEEN_OTHERS = 5_000_000;
    private static final long BALLOON_PERCENT = 95;
    private static final int CPUS = 2;

    private PageRun workingSet() {
        return new PageRun(PAGES_BEFORE, workingSetPages);
    }

    private PageRun others() {
        return new PageRun(workingSet().end(), OTHER_PAGES);
    }

    private long firstFree() {
        return others().end() + KERNEL_PAGES;
    }

    private long balloonPages() {
        return ballooned ? (pageCount - firstFree()) * BALLOON_PERCENT / 100 : 0;
    }

    /** A guest that does not run yet; a seed says where in its round the program is. */
    SimulatedGuest create(Simulation simulation, long seed) {
        SimulatedMemory memory = new SimulatedMemory(MemoryGeometry.flat(Testbed.PAGE_BYTES, pageCount));
        long firstBallooned = pageCount - balloonPages();
        memory.pin(others().end(), firstBallooned - others().end());
        if (firstBallooned < pageCount) {
            memory.discard(firstBallooned, pageCount - firstBallooned);
        }
        return new SimulatedGuest(simulation, "stress", memory, CPUS)
                .with(new SequentialStress(workingSet(), writes, NANOS_PER_PAGE, seed))
                .with(new Idle(others(), NANOS_BETWEEN_OTHERS, seed));
    }

    /** How long its program takes at most to touch all of its working set for the first time, when all is there. */
    long nanosOfFirstRound() {
        return workingSetPages * (NANOS_PER_PAGE + Testbed.SWAP_IN_NANOS);
    }

    /** What it is made of. */
    static List<Parameter> parameters() {
        return List.of(new Parameter("guest", "2048 MB, 2 virtual CPUs", "sections 5 and 5.1"),
                new Parameter("balloon", "95 % of the free memory", "section 4.2"),
                new Parameter("time of the program on a page", "38 us",
                        "fitted on the pushing column of Table 2, and on post-copy sending up to 75 % fewer pages"),
                new Parameter("pageable memory before the working set", "2 MB",
                        "fitted on the pushing column of Table 2"),
                new Parameter("other pageable memory", "32 MB", "assumed"),
                new Parameter("other programs", "a page of theirs every 5 ms",
                        "the pushing column fits 10 ms as well; chosen with prepaging in view"),
                new Parameter("memory of the kernel", "16 MB",
                        "assumed; goes in the downtime, as the free memory that is not in the balloon"));
    }
}
