package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.AgileHosts.Outcome;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Figures 7 and 8 of Deshpande et al.: one guest of 2 to 12 GB on a host of 6 GB, idle or busy. */
final class AgileSingle implements Experiment {

    private static final List<Integer> SIZES_MIB = List.of(2048, 4096, 6144, 8192, 10_240, 12_288);
    private static final int HOST_MIB = 6144;
    /** Section V-B: about 5.5 GB of the guest are in the host's memory of 6 GB. */
    private static final int RESERVATION_MIB = 5632;
    /** Section V-B: the data leaves that free. */
    private static final int FREE_MIB = 500;
    private static final int START = 120;
    private static final int LIMIT = 6000;
    private static final double NEAR = 0.15;

    private final AgileScale scale;
    private final List<Integer> sizesMib;

    AgileSingle() {
        this(new AgileScale(32), SIZES_MIB);
    }

    /** The same with other sizes; the first one that is more than the host has, and the last one, are compared. */
    AgileSingle(AgileScale scale, List<Integer> sizesMib) {
        this.scale = scale;
        this.sizesMib = sizesMib;
    }

    private record Case(AgileWay way, boolean busy) {

        String title() {
            return way.title() + (busy ? ", busy" : ", idle");
        }
    }

    @Override
    public String name() {
        return "agile-single-vm";
    }

    @Override
    public String title() {
        return "one guest of 2 to 12 GB on a host of 6 GB, idle or busy";
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        Map<Case, Map<Integer, Outcome>> outcomes = new LinkedHashMap<>();
        for (AgileWay way : AgileWay.values()) {
            for (boolean busy : List.of(false, true)) {
                Case kind = new Case(way, busy);
                progress.accept(kind.title());
                Map<Integer, Outcome> bySize = new LinkedHashMap<>();
                sizesMib.forEach(size -> bySize.put(size, run(kind, size)));
                outcomes.put(kind, bySize);
            }
        }
        return new Evaluation(name(), title(),
                "Deshpande et al. 2016, Figures 7 and 8",
                AgileParameters.single(scale), figures(outcomes), claims(outcomes),
                List.of(plot("Total migration time", "s", outcomes, Outcome::seconds),
                        plot("Data transferred", "MiB", outcomes, Outcome::mib)));
    }

    private Outcome run(Case kind, int memoryMib) {
        int data = memoryMib - FREE_MIB - AgileHosts.KERNEL_MIB - AgileHosts.INDEX_MIB;
        AgileServer server = kind.busy()
                ? new AgileServer.Redis(data, data, data, AgileSetUp.QUERY_NANOS)
                : new AgileServer.Resting(data);
        try (AgileHosts hosts = new AgileHosts(new AgileHosts.Plan(kind.way(), scale, server, 1, memoryMib,
                RESERVATION_MIB, AgileSetUp.REDIS.driveBytesPerSecond()))) {
            hosts.start(0, 0);
            return hosts.migrate(START, START, LIMIT);
        }
    }

    private static List<Figure> figures(Map<Case, Map<Integer, Outcome>> outcomes) {
        List<Figure> figures = new ArrayList<>();
        outcomes.forEach((kind, bySize) -> bySize.forEach((size, outcome) -> {
            String row = size / 1024 + " GB, " + kind.title();
            figures.add(Figure.of(row, "total time", "s", null, outcome.seconds()));
            figures.add(Figure.of(row, "data", "MiB", null, outcome.mib()));
        }));
        return figures;
    }

    private List<Claim> claims(Map<Case, Map<Integer, Outcome>> outcomes) {
        int firstOver = sizesMib.stream().filter(size -> size > HOST_MIB).findFirst()
                .orElseThrow();
        int last = sizesMib.getLast();
        List<Claim> claims = new ArrayList<>();
        for (boolean busy : List.of(false, true)) {
            Map<Integer, Outcome> agile = outcomes.get(new Case(AgileWay.AGILE, busy));
            claims.add(same("time", "s", agile.get(firstOver).seconds(), agile.get(last).seconds(), busy));
            claims.add(same("data", "MiB", agile.get(firstOver).mib(), agile.get(last).mib(), busy));
        }
        Outcome idle = outcomes.get(new Case(AgileWay.POSTCOPY, false)).get(last);
        Outcome busy = outcomes.get(new Case(AgileWay.POSTCOPY, true)).get(last);
        Outcome precopy = outcomes.get(new Case(AgileWay.PRECOPY, true)).get(last);
        claims.add(claim("Post-copy's data is the guest's memory, busy or idle",
                near(idle.mib(), last) && near(busy.mib(), last), "%.0f and %.0f MiB", idle.mib(),
                busy.mib()));
        claims.add(claim("Post-copy of the largest guest takes about twice as long when it is busy",
                busy.seconds() > 1.5 * idle.seconds() && busy.seconds() < 2.5 * idle.seconds(),
                "%.0f s and %.0f s", busy.seconds(), idle.seconds()));
        claims.add(claim("Pre-copy of the largest busy guest sends more than post-copy and takes longer",
                precopy.mib() > busy.mib() && precopy.seconds() > busy.seconds(),
                "%.0f MiB in %.0f s, %.0f MiB in %.0f s", precopy.mib(), precopy.seconds(), busy.mib(),
                busy.seconds()));
        return claims;
    }

    private static Claim same(String what, String unit, double first, double last, boolean busy) {
        return claim(
                "Agile's " + what + " stays the same past 6 GB, " + (busy ? "busy" : "idle"),
                near(first, last), "%.0f " + unit + ", then %.0f " + unit, first, last);
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= NEAR * other;
    }

    private static Claim claim(String statement, boolean holds, String format, Object... numbers) {
        return new Claim(statement, holds, String.format(Locale.ROOT, format, numbers));
    }

    private static Plot plot(String title, String unit, Map<Case, Map<Integer, Outcome>> outcomes,
            ToDoubleFunction<Outcome> value) {
        List<Series> series = new ArrayList<>();
        outcomes.forEach((kind, bySize) -> series.add(new Series(kind.title(),
                bySize.entrySet().stream()
                        .map(entry -> new Point(entry.getKey() / 1024.0,
                                value.applyAsDouble(entry.getValue())))
                        .toList())));
        return new Plot(title + " of one guest on a host of 6 GB", "guest, GB", unit, series);
    }
}
