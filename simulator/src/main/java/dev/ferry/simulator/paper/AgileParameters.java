package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the numbers of the models of Deshpande et al. come from. */
final class AgileParameters {

    private static final String ASSUMED = "assumed; the paper does not say";

    private AgileParameters() {}

    /** Of the four guests. */
    static List<Parameter> four(AgileScale scale) {
        AgileServer.Redis redis = (AgileServer.Redis) AgileSetUp.REDIS.server();
        AgileServer.MySql mySql = (AgileServer.MySql) AgileSetUp.MYSQL.server();
        List<Parameter> all = new ArrayList<>(hosts(scale));
        all.addAll(List.of(
                new Parameter("guests", "4 of 10 GiB, 5.5 GiB of it reserved", "section V-A"),
                new Parameter("Redis", "9 GiB of data; 200 MiB, then 6 GiB are queried, all records as often",
                        "section V-A"),
                new Parameter("Sysbench", "8 GiB of data, the statements and the law of its defaults",
                        "section V-C"),
                new Parameter("Redis: time of a query", micros(redis.nanosPerQuery()), ASSUMED),
                new Parameter("Redis: pages written by a query", "1",
                        "Redis notes in the object when it was used last"),
                new Parameter("Agile with Redis before it is queried for 6 GiB", "328 MiB reserved",
                        "section V: the reservation is no larger than the working set; the rest has been written to the device"),
                new Parameter("Redis: rate of the drive", rate(AgileSetUp.REDIS),
                        "fitted on pre-copy's time"),
                new Parameter("Sysbench: rate of the drive", rate(AgileSetUp.MYSQL),
                        "fitted on pre-copy's time"),
                new Parameter("Sysbench: where a transaction writes further pages",
                        mySql.poolMib() + " MiB of the data", "assumed: a buffer pool of half the memory"),
                new Parameter("Sysbench: further pages written by a transaction",
                        String.format(Locale.ROOT, "%.1f", mySql.furtherWrites()),
                        "fitted on pre-copy's data"),
                new Parameter("Sysbench: time of a transaction", micros(mySql.nanosPerTransaction()),
                        "fitted on pre-copy's throughput"),
                new Parameter("throughput is a mean over",
                        AgileSetUp.LONG_SPAN + " s (Redis), " + AgileSetUp.SPAN + " s (Sysbench)",
                        "the second: section V-C; the first: until pre-copy's throughput was back")));
        return all;
    }

    /** Of the one guest. */
    static List<Parameter> single(AgileScale scale) {
        List<Parameter> all = new ArrayList<>(hosts(scale));
        all.addAll(List.of(
                new Parameter("in the host's memory", "5.5 GiB of the guest", "section V-B"),
                new Parameter("busy guest", "Redis; all data but 500 MiB is queried", "section V-B"),
                new Parameter("time of a query", micros(AgileSetUp.QUERY_NANOS), ASSUMED),
                new Parameter("rate of the drive", rate(AgileSetUp.REDIS),
                        "as with four guests: fitted on pre-copy's time there")));
        return all;
    }

    /** Of the guest that is tracked. */
    static List<Parameter> tracking() {
        return List.of(new Parameter("guest", "5 GiB, 1.5 GiB of data in Redis, all queried", "section V-D"),
                new Parameter("tracker", "α 0.95, β 1.03, τ 4 KiB/s, every 2 s, then 30 s",
                        "sections IV-D, V-D"),
                new Parameter("time of a query", micros(AgileSetUp.QUERY_NANOS), ASSUMED),
                new Parameter("remote memory answers after", micros(AgileHosts.REMOTE_NANOS), ASSUMED));
    }

    private static List<Parameter> hosts(AgileScale scale) {
        return List.of(
                new Parameter("link", "117 MB/s each way",
                        "1 Gbit/s (section V), 1448 of 1538 bytes of a packet"),
                new Parameter("pages of the model", scale.pageBytes() / 1024 + " KiB",
                        "results with half of it are within 2 %"),
                new Parameter("read ahead in order", AgileHosts.READ_AHEAD_PAGES + " pages",
                        "vm.page-cluster of Linux"),
                new Parameter("drive, remote memory and destination answer after",
                        micros(AgileHosts.DRIVE_NANOS) + ", " + micros(AgileHosts.REMOTE_NANOS) + ", "
                                + micros(AgileHosts.FAULT_NANOS),
                        ASSUMED),
                new Parameter("a page that goes to the drive", "is always written",
                        "30 GB of swap space (section V) are more than half full: Linux keeps no copies there"),
                new Parameter("a page that goes to the remote memory", "is written if it was changed",
                        "a device for each guest (section III-A) is less than half full"),
                new Parameter("post-copy at the source",
                        "pages that were sent go first, are written, and are given up at the end",
                        "section V-B: others are swapped out for those that are read; which, it does not say"));
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.0f µs", nanos / 1e3);
    }

    private static String rate(AgileSetUp setUp) {
        return String.format(Locale.ROOT, "%.1f MB/s", setUp.driveBytesPerSecond() / 1e6);
    }
}
