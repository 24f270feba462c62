package dev.ferry.simulator.paper;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.paging.workingset.WatchedGuest;
import dev.ferry.paging.workingset.WorkingSetSettings;
import dev.ferry.paging.workingset.WorkingSetWatch;
import dev.ferry.simulator.channel.Channel;
import dev.ferry.simulator.guest.SimulatedGuest;
import dev.ferry.simulator.guest.SimulatedMemory;
import dev.ferry.simulator.host.HostedGuest;
import dev.ferry.simulator.host.RemoteMemory;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import dev.ferry.simulator.time.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Figures 9 and 10 of Deshpande et al.: the tracker of working sets, unchanged, on a guest of 5 GB with 1.5 GB of data
 * that are queried. Real pages, for what the tracker takes for little is one of them a second.
 */
final class AgileTracking implements Experiment {

    private static final AgileScale SCALE = new AgileScale(1);
    /** A table of 2^21 pointers for the one and a half million records. */
    private static final int INDEX_MIB = 16;
    private static final double NEAR = 0.15;
    private static final double RECOVERED = 0.9;
    private static final int SETTLED_SECONDS = 120;

    private final int memoryMib;
    private final int dataMib;
    private final int seconds;

    AgileTracking() {
        this(5120, 1536, 600);
    }

    /** The same with other sizes; the last two minutes are those in which it has settled. */
    AgileTracking(int memoryMib, int dataMib, int seconds) {
        this.memoryMib = memoryMib;
        this.dataMib = dataMib;
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "agile-wss";
    }

    @Override
    public String title() {
        return "the working set of a guest, tracked by what it swaps";
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        progress.accept(
                "a guest of " + memoryMib + " MiB with " + dataMib + " MiB of data, for " + seconds + " s");
        Simulation simulation = new Simulation();
        SimulatedMemory memory = new SimulatedMemory(
                MemoryGeometry.flat(SCALE.pageBytes(), SCALE.pages(memoryMib)));
        SimulatedGuest guest = new SimulatedGuest(simulation, "guest", memory, 2);
        long others = SCALE.pages(memoryMib - dataMib - INDEX_MIB);
        PageRun data = new PageRun(others, SCALE.pages(dataMib));
        PageRun index = new PageRun(data.end(), SCALE.pages(INDEX_MIB));
        HostedGuest host = new HostedGuest(guest, memory.geometry().pageCount(), new RemoteMemory(simulation,
                link(simulation).stream(1), link(simulation).stream(1), AgileHosts.REMOTE_NANOS),
                new HostedGuest.Paging(1, true));
        host.fill(new PageRun(0, memory.geometry().pageCount()));
        guest.onCold(host);
        guest.with(new AgileServer.Redis(dataMib, dataMib, dataMib, AgileSetUp.QUERY_NANOS)
                .start(SCALE, index, data, 1).pattern());
        WorkingSetWatch watch = new WorkingSetWatch(WorkingSetSettings.DEFAULT,
                memory.geometry().memoryBytes(), simulation);
        watch.add(new WatchedGuest(guest.name(), memory.geometry(), host::figures, host::reserve));
        simulation.every(watch.stepInterval(), watch::step);
        guest.start();
        return evaluate(simulation, guest, host);
    }

    private static Channel link(Simulation simulation) {
        return new Channel(simulation, AgileHosts.LINK_BYTES_PER_SECOND, AgileHosts.LINK_LATENCY_NANOS);
    }

    private Evaluation evaluate(Simulation simulation, SimulatedGuest guest, HostedGuest host) {
        List<Point> reservation = new ArrayList<>();
        List<Point> throughput = new ArrayList<>();
        double[] before = {0};
        simulation.every(Duration.ofSeconds(1), () -> {
            double second = simulation.nowNanos() / 1e9;
            reservation.add(new Point(second,
                    SCALE.pageBytes() * host.figures().reservationPages() / (double) AgileScale.bytes(1)));
            throughput.add(new Point(second, guest.work() - before[0]));
            before[0] = guest.work();
        });
        simulation.runUntil(seconds * 1_000_000_000L + 1);
        return new Evaluation(name(), title(),
                "Deshpande et al. 2016, Figures 9 and 10",
                AgileParameters.tracking(), figures(reservation, throughput),
                claims(reservation, throughput),
                List.of(new Plot("Reservation of a guest of 5 GB with 1.5 GB of data", "time, s", "MiB",
                        List.of(new Series("reservation", reservation))),
                        new Plot("Throughput as its reservation is adjusted", "time, s", "ops/s",
                                List.of(new Series("throughput", throughput)))));
    }

    private List<Figure> figures(List<Point> reservation, List<Point> throughput) {
        return List.of(
                Figure.of("settled", "reservation, mean", "MiB", (double) dataMib,
                        settled(reservation).stream().mapToDouble(Point::y).average().orElseThrow()),
                Figure.of("settled", "reservation, least", "MiB", null,
                        settled(reservation).stream().mapToDouble(Point::y).min().orElseThrow()),
                Figure.of("settled", "reservation, most", "MiB", null,
                        settled(reservation).stream().mapToDouble(Point::y).max().orElseThrow()),
                Figure.of("settled", "throughput, mean", "ops/s", null,
                        settled(throughput).stream().mapToDouble(Point::y).average().orElseThrow()),
                Figure.of("all", "throughput, most", "ops/s", null,
                        throughput.stream().mapToDouble(Point::y).max().orElseThrow()));
    }

    private static List<Point> settled(List<Point> points) {
        return points.subList(Math.max(0, points.size() - SETTLED_SECONDS), points.size());
    }

    private List<Claim> claims(List<Point> reservation, List<Point> throughput) {
        double least = settled(reservation).stream().mapToDouble(Point::y).min().orElseThrow();
        double most = settled(reservation).stream().mapToDouble(Point::y).max().orElseThrow();
        int longestDip = longestDip(throughput);
        return List.of(
                new Claim(
                        "The reservation falls from all of the memory to about the data set, and stays there",
                        Math.abs(least - dataMib) <= NEAR * dataMib
                                && Math.abs(most - dataMib) <= NEAR * dataMib,
                        String.format(Locale.ROOT, "from %.0f MiB to between %.0f and %.0f MiB",
                                reservation.getFirst().y(), least, most)),
                new Claim("Throughput recovers quickly from each dip",
                        longestDip < throughput.size() / 10,
                        "it is below 90 % of its maximum for " + longestDip + " s at most"));
    }

    private static int longestDip(List<Point> throughput) {
        double most = throughput.stream().mapToDouble(Point::y).max().orElseThrow();
        int longest = 0;
        int dip = 0;
        for (Point second : throughput) {
            dip = second.y() < RECOVERED * most ? dip + 1 : 0;
            longest = Math.max(longest, dip);
        }
        return longest;
    }
}
