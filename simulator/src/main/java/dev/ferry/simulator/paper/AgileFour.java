package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.AgileHosts.Outcome;
import dev.ferry.simulator.paper.AgileSetUp.Measured;
import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Tables I to III of Deshpande et al.: four guests on a host that is too small for them, and one of them is moved. */
final class AgileFour implements Experiment {

    private static final AgileScale SCALE = new AgileScale(32);
    private static final double TOLERANCE_PERCENT = 15;
    private static final double RECOVERED = 0.9;
    private static final int WINDOW_SECONDS = 10;
    private static final Map<AgileWay, Double> RECOVERY = Map.of(AgileWay.PRECOPY, 533.0, AgileWay.POSTCOPY,
            294.0, AgileWay.AGILE, 215.0);

    @Override
    public String name() {
        return "agile-1-2-3";
    }

    @Override
    public String title() {
        return "four guests on a host under memory pressure: pre-copy, post-copy, Agile";
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        List<Figure> figures = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        List<Plot> plots = new ArrayList<>();
        for (AgileSetUp setUp : List.of(AgileSetUp.REDIS, AgileSetUp.MYSQL)) {
            Map<AgileWay, Outcome> outcomes = new EnumMap<>(AgileWay.class);
            for (AgileWay way : AgileWay.values()) {
                progress.accept(setUp.name() + " by " + way.title());
                outcomes.put(way, setUp.run(way, SCALE));
            }
            figures.addAll(figures(setUp, outcomes));
            claims.addAll(claims(setUp, outcomes));
            plots.add(plot(setUp, outcomes));
        }
        return new Evaluation(name(), title(),
                "Deshpande et al. 2016, Tables I to III",
                AgileParameters.four(SCALE), figures, claims, plots);
    }

    private static List<Figure> figures(AgileSetUp setUp, Map<AgileWay, Outcome> outcomes) {
        List<Figure> figures = new ArrayList<>();
        outcomes.forEach((way, outcome) -> {
            Measured paper = setUp.paper().get(way);
            String row = setUp.name() + ", " + way.title();
            figures.add(Figure.of(row, "total time", "s", paper.seconds(), outcome.seconds()));
            figures.add(Figure.of(row, "data", "MiB", paper.mib(), outcome.mib()));
            figures.add(Figure.of(row, "throughput", setUp.unit(), paper.throughput(),
                    setUp.throughput(outcome)));
            figures.add(Figure.of(row, "recovery to 90 %", "s",
                    setUp == AgileSetUp.REDIS ? RECOVERY.get(way) : null, recoverySeconds(outcome)));
        });
        return figures;
    }

    /** From the start of the migration until throughput stays within a tenth of what it comes to in the end. */
    private static double recoverySeconds(Outcome outcome) {
        int end = outcome.workPerSecond().size();
        double most = outcome.mean(end - WINDOW_SECONDS, end);
        int second = end - WINDOW_SECONDS;
        while (second > AgileSetUp.START
                && outcome.mean(second - 1, second - 1 + WINDOW_SECONDS) >= RECOVERED * most) {
            second--;
        }
        return second - AgileSetUp.START;
    }

    private static List<Claim> claims(AgileSetUp setUp, Map<AgileWay, Outcome> outcomes) {
        List<Claim> claims = new ArrayList<>();
        for (AgileWay way : List.of(AgileWay.POSTCOPY, AgileWay.AGILE)) {
            Measured paper = setUp.paper().get(way);
            double time = percent(outcomes.get(way).seconds(), paper.seconds());
            double data = percent(outcomes.get(way).mib(), paper.mib());
            claims.add(new Claim(
                    setUp.name() + ": what was fitted on pre-copy gives time and data of " + way.title()
                            + " within 15 %",
                    Math.abs(time) <= TOLERANCE_PERCENT && Math.abs(data) <= TOLERANCE_PERCENT,
                    String.format(Locale.ROOT, "time %+.1f %%, data %+.1f %%", time, data)));
        }
        double precopy = setUp.throughput(outcomes.get(AgileWay.PRECOPY));
        double postcopy = setUp.throughput(outcomes.get(AgileWay.POSTCOPY));
        double agile = setUp.throughput(outcomes.get(AgileWay.AGILE));
        claims.add(new Claim(setUp.name() + ": throughput is least with pre-copy and most with Agile",
                precopy < postcopy && postcopy < agile,
                Evidence.number(precopy) + ", " + Evidence.number(postcopy) + ", " + Evidence.number(agile)
                        + " "
                        + setUp.unit()));
        return claims;
    }

    private static double percent(double simulated, double paper) {
        return (simulated - paper) * 100 / paper;
    }

    private static Plot plot(AgileSetUp setUp, Map<AgileWay, Outcome> outcomes) {
        List<Series> series = new ArrayList<>();
        outcomes.forEach((way, outcome) -> series.add(new Series(way.title(), points(outcome))));
        return new Plot(setUp.name() + ": throughput, mean of four guests; one is moved from 400 s on",
                "time, s", setUp.unit(), series);
    }

    private static List<Point> points(Outcome outcome) {
        int windows = outcome.workPerSecond().size() / WINDOW_SECONDS;
        return IntStream.range(0, windows).map(window -> window * WINDOW_SECONDS)
                .mapToObj(second -> new Point(second + WINDOW_SECONDS / 2.0,
                        outcome.mean(second, second + WINDOW_SECONDS)))
                .toList();
    }
}
