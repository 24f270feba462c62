package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.AgileHosts.Outcome;
import dev.ferry.simulator.paper.AgileSetUp.Measured;
import java.util.Locale;

/**
 * Finds what the paper does not state of its servers and its drive, from what it measured of pre-copy alone: the rate of
 * the drive by the time, the pages that a unit of work writes by the data, and for Sysbench the time of a transaction by
 * the throughput. Run by hand; what it finds is written down in {@link AgileSetUp}.
 */
final class AgileFit {

    private static final int STEPS = 12;
    private static final double DAMPING = 0.8;
    /** Of a transaction's time: more comes back by way of the drive. */
    private static final double CAUTION = 0.5;

    private AgileFit() {}

    /** Prints each step: {@code redis} or {@code mysql}, and the scale. */
    public static void main(String[] arguments) {
        AgileScale scale = new AgileScale(Integer.parseInt(arguments[1]));
        if (arguments[0].equals("redis")) {
            redis(scale);
        } else {
            mySql(scale);
        }
    }

    private static void redis(AgileScale scale) {
        AgileSetUp setUp = AgileSetUp.REDIS;
        Measured target = setUp.paper().get(AgileWay.PRECOPY);
        double drive = setUp.driveBytesPerSecond();
        for (int step = 0; step < STEPS; step++) {
            AgileSetUp tried = setUp.with(setUp.server(), drive);
            Outcome outcome = tried.run(AgileWay.PRECOPY, scale);
            print(tried, outcome);
            drive *= StrictMath.pow(outcome.seconds() / target.seconds(), DAMPING);
        }
    }

    private static void mySql(AgileScale scale) {
        AgileSetUp setUp = AgileSetUp.MYSQL;
        Measured target = setUp.paper().get(AgileWay.PRECOPY);
        AgileServer.MySql server = (AgileServer.MySql) setUp.server();
        double drive = setUp.driveBytesPerSecond();
        for (int step = 0; step < STEPS; step++) {
            AgileSetUp tried = setUp.with(server, drive);
            Outcome outcome = tried.run(AgileWay.PRECOPY, scale);
            print(tried, outcome);
            drive *= StrictMath.pow(outcome.seconds() / target.seconds(), DAMPING);
            double writes = server.furtherWrites() * StrictMath.pow(target.mib() / outcome.mib(), 3);
            double nanos = server.nanosPerTransaction()
                    + 1e9 * CAUTION * (1 / target.throughput() - 1 / tried.throughput(outcome));
            server = AgileSetUp.mySql((long) Math.max(1e6, nanos), writes);
        }
    }

    private static void print(AgileSetUp tried, Outcome outcome) {
        System.out.printf(Locale.ROOT, "%s, drive %.1f MB/s: %.1f s, %.0f MiB, %.2f %s%n", tried.server(),
                tried.driveBytesPerSecond() / 1e6, outcome.seconds(), outcome.mib(),
                tried.throughput(outcome),
                tried.unit());
    }
}
