package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import dev.ferry.simulator.paper.StressConfiguration.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Figures 5 to 7 of the post-copy paper: total time, downtime and pages sent over the working set of a stress program. */
final class StressCurves implements Experiment {

    static final List<Long> PAPER = List.of(8L, 16L, 32L, 64L, 128L, 256L, 512L);
    private static final double PERCENT = 100;
    /** Two that come to the same differ by no more: where in its round the program is makes some milliseconds. */
    private static final double ALIKE = 1.02;
    private static final double LONGEST_PAPER_DOWNTIME_SECONDS = 1.1;
    private static final double LARGEST_PAPER_SAVING = 75;
    private static final double NEAR_POINTS = 5;
    private static final double MILLIS_PER_SECOND = 1000;

    private final List<Long> workingSets;

    StressCurves() {
        this(PAPER);
    }

    /** Some working sets, in MB, ascending. */
    StressCurves(List<Long> workingSets) {
        this.workingSets = List.copyOf(workingSets);
    }

    @Override
    public String name() {
        return "hines-figures-5";
    }

    @Override
    public String title() {
        return "total time, downtime and pages sent of a stress program, with and without ballooning";
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        Map<StressConfiguration, List<Outcome>> curves = new EnumMap<>(StressConfiguration.class);
        for (StressConfiguration configuration : StressConfiguration.values()) {
            progress.accept(configuration.title());
            curves.put(configuration, workingSets.stream().map(configuration::run).toList());
        }
        return new Curves(curves).evaluation();
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(Testbed.parameters());
        parameters.addAll(Testbed.precopyParameters());
        parameters.addAll(StressGuest.parameters());
        return parameters;
    }

    /** What came of all runs: for each configuration one outcome for each working set. */
    private final class Curves {

        private final Map<StressConfiguration, List<Outcome>> outcomes;

        Curves(Map<StressConfiguration, List<Outcome>> outcomes) {
            this.outcomes = outcomes;
        }

        Evaluation evaluation() {
            return new Evaluation(name(), title(), "Hines, Deshpande, Gopalan 2009, Figures 5, 6 and 7",
                    parameters(),
                    figures(), claims(),
                    List.of(plot("Total time", "seconds", Outcome::totalSeconds),
                            plot("Downtime", "seconds", Outcome::downtimeSeconds),
                            plot("Pages sent", "pages", Outcome::pages)));
        }

        private List<Figure> figures() {
            List<Figure> figures = new ArrayList<>();
            outcomes.forEach((configuration, curve) -> {
                for (int index = 0; index < curve.size(); index++) {
                    String row = workingSets.get(index) + " MB";
                    Outcome outcome = curve.get(index);
                    figures.add(Figure.of(row, configuration.title() + ", total time", "s", null,
                            outcome.totalSeconds()));
                    figures.add(Figure.of(row, configuration.title() + ", downtime", "s", null,
                            outcome.downtimeSeconds()));
                    figures.add(Figure.of(row, configuration.title() + ", pages", "pages", null,
                            outcome.pages()));
                }
            });
            return figures;
        }

        private Plot plot(String title, String unit, ToDoubleFunction<Outcome> value) {
            return new Plot(title, "working set, MB", unit, outcomes.keySet().stream()
                    .map(configuration -> series(configuration, value)).toList());
        }

        private Series series(StressConfiguration configuration, ToDoubleFunction<Outcome> value) {
            List<Point> points = new ArrayList<>();
            double[] values = values(configuration, value);
            for (int index = 0; index < values.length; index++) {
                points.add(new Point(workingSets.get(index), values[index]));
            }
            return new Series(configuration.title(), points);
        }

        private double[] values(StressConfiguration configuration, ToDoubleFunction<Outcome> value) {
            return outcomes.get(configuration).stream().mapToDouble(value).toArray();
        }

        private double[] totals(StressConfiguration configuration) {
            return values(configuration, Outcome::totalSeconds);
        }

        private double[] downtimes(StressConfiguration configuration) {
            return values(configuration, Outcome::downtimeSeconds);
        }

        private double[] pages(StressConfiguration configuration) {
            return values(configuration, Outcome::pages);
        }

        private List<Claim> claims() {
            return List.of(readsAreBestForPrecopy(), postcopyDoesNotCareForWrites(), writesAreBadForPrecopy(),
                    allAreSlowWithoutBallooning(), downtimeIsFlat(), downtimeIsLongWithoutBallooning(),
                    precopyDowntimeGrows(), pagesAreThoseOfStopAndCopy(), pagesAreFarFewer());
        }

        private Claim readsAreBestForPrecopy() {
            return below(
                    "Only pre-copy of a guest that reads takes no longer than post-copy, with ballooning",
                    totals(StressConfiguration.PRECOPY_READ), totals(StressConfiguration.POSTCOPY_READ),
                    ALIKE);
        }

        private Claim postcopyDoesNotCareForWrites() {
            double[] reads = totals(StressConfiguration.POSTCOPY_READ);
            double[] writes = totals(StressConfiguration.POSTCOPY_WRITE);
            return new Claim("Post-copy takes as long for a guest that writes as for one that reads",
                    isBelow(writes, reads, ALIKE) && isBelow(reads, writes, ALIKE), ratios(writes, reads));
        }

        private Claim writesAreBadForPrecopy() {
            return below("Pre-copy of a guest that writes takes longer than post-copy, with ballooning",
                    totals(StressConfiguration.POSTCOPY_WRITE), totals(StressConfiguration.PRECOPY_WRITE), 1);
        }

        private Claim allAreSlowWithoutBallooning() {
            double slowest = 0;
            double fastest = Double.MAX_VALUE;
            for (StressConfiguration configuration : outcomes.keySet()) {
                double mean = Arrays.stream(totals(configuration)).average().orElseThrow();
                slowest = configuration.isBallooned() ? Math.max(slowest, mean) : slowest;
                fastest = configuration.isBallooned() ? fastest : Math.min(fastest, mean);
            }
            return new Claim(
                    "In the mean of the working sets any way takes longer without ballooning than every way with it",
                    slowest < fastest,
                    String.format(Locale.ROOT, "at most %.1f s with it, at least %.1f s without; "
                            + "but pre-copy of a guest that writes takes, with it, %s", slowest, fastest,
                            range(totals(StressConfiguration.PRECOPY_WRITE), "s")));
        }

        private Claim downtimeIsFlat() {
            double[] seconds = downtimes(StressConfiguration.POSTCOPY_WRITE);
            return new Claim("Downtime of post-copy with ballooning is 0.6 to 1.1 s with every working set",
                    Arrays.stream(seconds)
                            .allMatch(each -> each >= 0.6 && each <= LONGEST_PAPER_DOWNTIME_SECONDS),
                    range(seconds, "s"));
        }

        private Claim downtimeIsLongWithoutBallooning() {
            double[] seconds = downtimes(StressConfiguration.POSTCOPY_WRITE_PLAIN);
            return new Claim("Without ballooning it is around 20 s: more than 10 times as long",
                    Arrays.stream(seconds).allMatch(each -> each >= 10 * LONGEST_PAPER_DOWNTIME_SECONDS),
                    range(seconds, "s"));
        }

        private Claim precopyDowntimeGrows() {
            double[] writes = downtimes(StressConfiguration.PRECOPY_WRITE);
            double[] reads = downtimes(StressConfiguration.PRECOPY_READ);
            boolean above = true;
            for (int index = 0; index < writes.length; index++) {
                above &= writes[index] > reads[index] && (index == 0 || writes[index] >= writes[index - 1]);
            }
            return new Claim(
                    "Downtime of pre-copy grows with the set that the guest writes, and is shorter for reads",
                    above, range(millis(writes), "ms") + "; of a guest that reads "
                            + range(millis(reads), "ms"));
        }

        private Claim pagesAreThoseOfStopAndCopy() {
            return below("Post-copy sends as many pages as stop-and-copy",
                    pages(StressConfiguration.POSTCOPY_WRITE),
                    pages(StressConfiguration.STOP_AND_COPY), ALIKE);
        }

        private Claim pagesAreFarFewer() {
            double[] postcopy = pages(StressConfiguration.POSTCOPY_WRITE);
            double[] precopy = pages(StressConfiguration.PRECOPY_WRITE);
            double[] saved = new double[postcopy.length];
            for (int index = 0; index < saved.length; index++) {
                saved[index] = PERCENT - postcopy[index] * PERCENT / precopy[index];
            }
            boolean grows = true;
            for (int index = 1; index < saved.length; index++) {
                grows &= saved[index] > saved[index - 1];
            }
            return new Claim(
                    "The more a guest writes, the fewer pages post-copy sends beside pre-copy, by up to 75 % (fitted)",
                    grows && Math.abs(saved[saved.length - 1] - LARGEST_PAPER_SAVING) <= NEAR_POINTS,
                    range(saved, "% fewer"));
        }

        private Claim below(String statement, double[] less, double[] more, double tolerance) {
            return new Claim(statement, isBelow(less, more, tolerance), ratios(less, more));
        }

        private boolean isBelow(double[] less, double[] more, double tolerance) {
            return IntStream.range(0, less.length).allMatch(index -> less[index] <= more[index] * tolerance);
        }

        /** How many times the others some are. */
        private String ratios(double[] some, double[] others) {
            return range(IntStream.range(0, some.length).mapToDouble(index -> some[index] / others[index])
                    .toArray(), "times");
        }

        private String range(double[] values, String unit) {
            return Evidence.range(values, unit, workingSets.stream().map(size -> size + " MB").toList());
        }

        private double[] millis(double[] seconds) {
            return Arrays.stream(seconds).map(each -> each * MILLIS_PER_SECOND).toArray();
        }
    }
}
