package dev.ferry.simulator.paper;

import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.EngineCost;
import dev.ferry.simulator.migration.EngineCosts;
import dev.ferry.simulator.migration.SimulatedMigration.Plan;
import dev.ferry.simulator.migration.Way;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.time.Simulation;
import java.util.List;

/**
 * The hosts of the post-copy paper (Hines et al. 2009, section 5): Xen 3.2.1 on two machines at a Gigabit Ethernet switch,
 * post-copy by pseudo-paging over MemX.
 */
final class Testbed {

    static final int PAGE_BYTES = 4096;
    private static final long PAGES_PER_MEBIBYTE = (1 << 20) / PAGE_BYTES;

    /** 1460 of 1538 bytes on the wire, as in TCP with frames of 1500 bytes. */
    static final long LINK_BYTES_PER_SECOND = 118_700_000;
    static final long LATENCY_NANOS = 25_000;
    static final long SWAP_IN_NANOS = 35_000;
    private static final long DIRTY_FAULT_NANOS = 2_000;
    private static final long STATE_BYTES = 16 << 10;

    /** The same for a page that has just come, whether pushed or asked for. */
    private static final EngineCosts POSTCOPY_COSTS = EngineCosts.NONE
            .with(EngineCost.STATE_BYTES, STATE_BYTES)
            .with(EngineCost.WAKE_NANOS, SWAP_IN_NANOS).with(EngineCost.FIRST_TOUCH_NANOS, SWAP_IN_NANOS);

    private static final EngineCosts PRECOPY_COSTS = EngineCosts.NONE
            .with(EngineCost.STATE_BYTES, STATE_BYTES)
            .with(EngineCost.FIRST_WRITE_NANOS, DIRTY_FAULT_NANOS);

    static final String MEMX = " ferry.push.batch=4KiB ferry.push.window=4";
    static final String PUSH = "postcopy:push" + MEMX;
    static final String PREPAGING = "postcopy:bubbling ferry.scheduler.bubbling.pivots=1"
            + " ferry.scheduler.bubbling.direction=dual ferry.scheduler.bubbling.step=1" + MEMX;

    /** The paper's best (section 3.2 B). */
    static final String PREPAGING_SEVERAL = "postcopy:bubbling ferry.scheduler.bubbling.pivots=7"
            + " ferry.scheduler.bubbling.direction=dual ferry.scheduler.bubbling.step=1" + MEMX;
    static final String STOP_AND_COPY = "stop-and-copy";
    /**
     * Xen's: 29 rounds and one more in the pause, or fewer once 50 pages are left, which take 1.7 ms, or when as much as three
     * times the memory is sent: the link sends a GiB three times in 27 s. Nothing else ends its rounds. It looks in the
     * dirty log at each batch of 1024 pages.
     */
    static final String PRECOPY = "precopy ferry.precopy.max-rounds=29 ferry.precopy.downtime-limit=1700us"
            + " ferry.precopy.max-downtime=1700us ferry.precopy.no-convergence-rounds=10000"
            + " ferry.precopy.completion-timeout-per-gib=27s ferry.round.peek=35ms";

    private Testbed() {}

    static long pages(long mebibytes) {
        return mebibytes * PAGES_PER_MEBIBYTE;
    }

    /** A migration by a way of post-copy. */
    static Plan postcopy(Simulation simulation, SimulatedGuest guest, Channel link, String way) {
        return Plan.of(simulation, guest, link, Way.named(way), POSTCOPY_COSTS);
    }

    /** A migration that copies all before the guest runs at the destination. */
    static Plan copying(Simulation simulation, SimulatedGuest guest, Channel link, String way) {
        return Plan.of(simulation, guest, link, Way.named(way), PRECOPY_COSTS);
    }

    /** A link that nobody uses yet. */
    static Channel link(Simulation simulation) {
        return new Channel(simulation, LINK_BYTES_PER_SECOND, LATENCY_NANOS);
    }

    /** What is the same in all experiments. */
    static List<Parameter> parameters() {
        return List.of(
                new Parameter("link", "118.7 MB/s",
                        "section 5: Gigabit Ethernet; 1460 of 1538 bytes are payload"),
                new Parameter("swap-in of a page that is there", "35 us",
                        "the pushing column fits 25 to 45 us as well; chosen with prepaging in view, which has 9 % at 8 MB with 30 us"),
                new Parameter("latency of the network", "25 us each way",
                        "with the page's 34.5 us on the link and the swap-in it makes 120 us, which MemX's authors give for a read"),
                new Parameter("frames of push", "1 page, 4 under way and 1 in the making",
                        "Figure 2: pages are queued one by one; 3 under way fill the link"),
                new Parameter("prepaging", "1 pivot, dual, step 1", "Figure 2"));
    }

    /** Beside those, where pre-copy runs, too. */
    static List<Parameter> precopyParameters() {
        return List.of(
                new Parameter("end of pre-copy's rounds",
                        "30 rounds with that in the pause, under 50 dirty pages (1.7 ms), or 27 s for each GiB of memory",
                        "Xen's limits; the last is its 3 times the memory at the rate of the link"),
                new Parameter("look at the dirty log in a round", "every 35 ms",
                        "Xen looks at each batch of 1024 pages"),
                new Parameter("first write of a page while writes are logged", "2 us", "assumed"));
    }
}
