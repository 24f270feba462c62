package dev.ferry.simulator.paper;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.migration.SimulatedMigration;
import dev.ferry.simulator.time.Simulation;

/** The ways in which the guest of the stress test is moved (Hines et al. 2009, section 5.1). */
enum StressConfiguration {
    /** Nothing runs while all is copied; the balloon is full, as in all but those that are plain. */
    STOP_AND_COPY("stop-and-copy, DSB", Testbed.STOP_AND_COPY, true, true),
    /** Xen's pre-copy of a program that reads. */
    PRECOPY_READ("pre-copy, reads, DSB", Testbed.PRECOPY, false, true),
    /** And of one that writes. */
    PRECOPY_WRITE("pre-copy, writes, DSB", Testbed.PRECOPY, true, true),
    /** Without a balloon. */
    PRECOPY_READ_PLAIN("pre-copy, reads", Testbed.PRECOPY, false, false),
    /** Without a balloon. */
    PRECOPY_WRITE_PLAIN("pre-copy, writes", Testbed.PRECOPY, true, false),
    /** Post-copy with prepaging of a program that reads. */
    POSTCOPY_READ("post-copy, reads, DSB", Testbed.PREPAGING, false, true),
    /** And of one that writes. */
    POSTCOPY_WRITE("post-copy, writes, DSB", Testbed.PREPAGING, true, true),
    /** Without a balloon. */
    POSTCOPY_READ_PLAIN("post-copy, reads", Testbed.PREPAGING, false, false),
    /** Without a balloon. */
    POSTCOPY_WRITE_PLAIN("post-copy, writes", Testbed.PREPAGING, true, false);

    private static final long SEED = 1;

    private final String title;
    private final String way;
    private final boolean writes;
    private final boolean ballooned;

    StressConfiguration(String title, String way, boolean writes, boolean ballooned) {
        this.title = title;
        this.way = way;
        this.writes = writes;
        this.ballooned = ballooned;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** Whether the free memory is in a balloon. */
    boolean isBallooned() {
        return ballooned;
    }

    private boolean isPostcopy() {
        return way.startsWith("postcopy");
    }

    /** Moves the guest. */
    Outcome run(long workingSetMebibytes) {
        Simulation simulation = new Simulation();
        StressGuest spec = new StressGuest(StressGuest.PAGES, Testbed.pages(workingSetMebibytes), writes,
                ballooned);
        SimulatedGuest guest = spec.create(simulation, SEED);
        guest.start();
        return Outcome.of(SimulatedMigration.run(isPostcopy()
                ? Testbed.postcopy(simulation, guest, Testbed.link(simulation), way)
                : Testbed.copying(simulation, guest, Testbed.link(simulation), way)));
    }

    /**
     * What is compared.
     *
     * @param totalSeconds from the start until the source is free
     * @param downtimeSeconds while the guest runs nowhere
     * @param pages all page transfers with contents
     */
    record Outcome(double totalSeconds, double downtimeSeconds, long pages) {

        private static final double NANOS_PER_SECOND = 1e9;

        static Outcome of(MigrationReport report) {
            return new Outcome(seconds(report.totalTimeNanos()), seconds(report.downtimeNanos()),
                    report.pagesTransferred() - report.zeroPages());
        }

        private static double seconds(Long nanos) {
            return nanos / NANOS_PER_SECOND;
        }
    }
}
