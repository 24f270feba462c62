package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.AgileHosts.Outcome;
import java.util.Map;

/**
 * One of the two servers of Deshpande et al., section V-C, in four guests of 10 GB on a host of 23 GB, and what the paper
 * measured of it.
 *
 * @param name of the server
 * @param unit of its work
 * @param server itself
 * @param driveBytesPerSecond what the source's drive reads and writes together while all use it
 * @param spanSeconds over which throughput is the mean, from the start of the migration on
 * @param paper tables I to III
 */
record AgileSetUp(String name, String unit, AgileServer server, long driveBytesPerSecond, int spanSeconds,
        Map<AgileWay, Measured> paper) {

    /** Section V-A: the guests grow from 150 s on, every 50 s, and one is moved at 400 s. */
    static final int START = 400;
    /** What Redis takes for a query at full speed. */
    static final long QUERY_NANOS = 45_000;
    /** Section V-C has this for Sysbench. */
    static final int SPAN = 300;
    /** Of YCSB it says no more than "through the migration": here until pre-copy's throughput was back. */
    static final int LONG_SPAN = 533;
    private static final int FIRST_GROWTH = 150;
    private static final int BETWEEN_GROWTHS = 50;
    private static final int END = 1000;
    private static final int LIMIT = 1600;
    private static final int GUESTS = 4;
    private static final int MEMORY_MIB = 10_240;
    private static final int RESERVATION_MIB = 5632;
    /** Half of a guest's memory. */
    private static final int POOL_MIB = 5120;

    /** What the paper has in tables I to III. */
    record Measured(double throughput, double seconds, double mib) {}

    static final AgileSetUp REDIS = new AgileSetUp("YCSB/Redis", "ops/s",
            new AgileServer.Redis(9216, 200, 6144, QUERY_NANOS), 69_700_000,
            LONG_SPAN,
            Map.of(AgileWay.PRECOPY, new Measured(7653, 470, 15_029), AgileWay.POSTCOPY,
                    new Measured(14_926, 247, 10_268), AgileWay.AGILE, new Measured(17_112, 108, 8173)));

    static final AgileSetUp MYSQL = new AgileSetUp("Sysbench", "trans/s", mySql(9_290_000, 112.4), 89_400_000,
            SPAN,
            Map.of(AgileWay.PRECOPY, new Measured(59.84, 182.66, 11_298), AgileWay.POSTCOPY,
                    new Measured(74.74, 157.56, 10_268), AgileWay.AGILE, new Measured(89.55, 80.37, 7757)));

    static AgileServer.MySql mySql(long nanosPerTransaction, double furtherWrites) {
        return new AgileServer.MySql(8192, POOL_MIB, nanosPerTransaction, furtherWrites);
    }

    /** The same with what is tried, while it is fitted. */
    AgileSetUp with(AgileServer other, double driveRate) {
        return new AgileSetUp(name, unit, other, (long) driveRate, spanSeconds, paper);
    }

    /** The mean throughput of the guests through the migration. */
    double throughput(Outcome outcome) {
        return outcome.mean(START, START + spanSeconds);
    }

    Outcome run(AgileWay way, AgileScale scale) {
        try (AgileHosts hosts = new AgileHosts(new AgileHosts.Plan(way, scale, server, GUESTS, MEMORY_MIB,
                RESERVATION_MIB, driveBytesPerSecond))) {
            hosts.start(FIRST_GROWTH, BETWEEN_GROWTHS);
            return hosts.migrate(START, END, LIMIT);
        }
    }
}
