package dev.ferry.simulator.paper;

import dev.ferry.simulator.paper.Evaluation.Claim;
import dev.ferry.simulator.paper.Evaluation.Figure;
import dev.ferry.simulator.paper.Evaluation.Parameter;
import dev.ferry.simulator.paper.Evaluation.Plot;
import dev.ferry.simulator.paper.Evaluation.Point;
import dev.ferry.simulator.paper.Evaluation.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Figures 13 to 16 of the post-copy paper: pages, faults, total time and downtime of applications by both ways. */
final class ApplicationTable implements Experiment {

    /** Network faults that prepaging avoids, in percent: section 5.3. */
    static final Map<Application, Double> PAPER = new EnumMap<>(Map.of(Application.SPECWEB, 79.0,
            Application.BITTORRENT, 83.0, Application.COMPILE, 41.0, Application.NETPERF, 43.0));
    private static final int SEEDS = 10;

    private final List<Application> applications;
    private final int seeds;

    ApplicationTable() {
        this(List.of(Application.values()), SEEDS);
    }

    /** Some of the applications. */
    ApplicationTable(List<Application> applications, int seeds) {
        this.applications = List.copyOf(applications);
        this.seeds = seeds;
    }

    @Override
    public String name() {
        return "hines-figures-13";
    }

    @Override
    public String title() {
        return "applications in 512 MB with ballooning: pages, faults avoided, total time and downtime";
    }

    /** All runs of an application. */
    private record Runs(Application application, List<ApplicationOutcome> precopy,
            List<ApplicationOutcome> postcopy) {

        Mean precopy(ToDoubleFunction<ApplicationOutcome> figure) {
            return mean(precopy, figure);
        }

        Mean postcopy(ToDoubleFunction<ApplicationOutcome> figure) {
            return mean(postcopy, figure);
        }

        private static Mean mean(List<ApplicationOutcome> runs, ToDoubleFunction<ApplicationOutcome> figure) {
            return Mean.of(runs.stream().mapToDouble(figure).toArray());
        }

        /** Post-copy's mean by pre-copy's. */
        double ratio(ToDoubleFunction<ApplicationOutcome> figure) {
            return postcopy(figure).value() / precopy(figure).value();
        }

        double avoided() {
            return postcopy(ApplicationOutcome::avoidedPercent).value();
        }
    }

    @Override
    public Evaluation run(Consumer<String> progress) {
        List<Runs> results = new ArrayList<>();
        for (Application application : applications) {
            progress.accept(application.title() + ", " + seeds + " times each way");
            results.add(new Runs(application, runs(seed -> ApplicationOutcome.ofPrecopy(application, seed)),
                    runs(seed -> ApplicationOutcome.ofPostcopy(application, seed))));
        }
        return new Evaluation(name(), title(), "Hines, Deshpande, Gopalan 2009, Figures 13 to 16",
                parameters(),
                results.stream().flatMap(runs -> figures(runs).stream()).toList(), claims(results),
                List.of(plot("Pages sent", "pages", results, ApplicationOutcome::pages),
                        plot("Total time", "seconds", results, ApplicationOutcome::totalSeconds),
                        plot("Downtime", "seconds", results, ApplicationOutcome::downtimeSeconds),
                        avoidedPlot(results)));
    }

    private List<ApplicationOutcome> runs(LongFunction<ApplicationOutcome> run) {
        return LongStream.range(0, seeds).mapToObj(run).toList();
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(Testbed.parameters());
        parameters.addAll(Testbed.precopyParameters());
        parameters.add(new Parameter("guest", "512 MB, 2 virtual CPUs", "section 5.3"));
        parameters.add(new Parameter("balloon", "dynamic self-ballooning every 5 s, as the library does it",
                "section 4.2"));
        parameters.add(new Parameter("prepaging of applications", "7 pivots", "section 3.2 B"));
        parameters
                .add(new Parameter("other pageable memory, memory of the kernel", "32 MB, 16 MB", "assumed"));
        applications.forEach(application -> parameters.add(application.parameter()));
        parameters.add(new Parameter("runs", seeds + " seeds each way", "the paper has 20"));
        return parameters;
    }

    private static List<Figure> figures(Runs runs) {
        return List.of(
                figure(runs, "pre-copy, pages", "pages", runs.precopy(ApplicationOutcome::pages), null),
                figure(runs, "post-copy, pages", "pages", runs.postcopy(ApplicationOutcome::pages), null),
                figure(runs, "network faults avoided", "%", runs.postcopy(ApplicationOutcome::avoidedPercent),
                        PAPER.get(runs.application())),
                figure(runs, "pre-copy, total time", "s", runs.precopy(ApplicationOutcome::totalSeconds),
                        null),
                figure(runs, "post-copy, total time", "s", runs.postcopy(ApplicationOutcome::totalSeconds),
                        null),
                figure(runs, "pre-copy, downtime", "s", runs.precopy(ApplicationOutcome::downtimeSeconds),
                        null),
                figure(runs, "post-copy, downtime", "s", runs.postcopy(ApplicationOutcome::downtimeSeconds),
                        null));
    }

    private static Figure figure(Runs runs, String column, String unit, Mean mean, @Nullable Double paper) {
        return new Figure(runs.application().title(), column, unit, paper, mean.value(), mean.halfWidth());
    }

    private static List<Claim> claims(List<Runs> results) {
        double[] pages = results.stream().mapToDouble(runs -> runs.ratio(ApplicationOutcome::pages))
                .toArray();
        double[] totals = results.stream().mapToDouble(runs -> runs.ratio(ApplicationOutcome::totalSeconds))
                .toArray();
        double[] downtimes = results.stream()
                .mapToDouble(runs -> runs.ratio(ApplicationOutcome::downtimeSeconds))
                .toArray();
        return List.of(
                new Claim("Post-copy sends less than half of pre-copy's pages, but for SPECweb",
                        halvesAllButSpecweb(results),
                        "post-copy's by pre-copy's: " + text(results, pages)),
                new Claim(
                        "Prepaging avoids more network faults of the large applications than of the small ones",
                        large(results) > small(results),
                        "percent avoided: "
                                + text(results, results.stream().mapToDouble(Runs::avoided).toArray())),
                new Claim("Post-copy takes less time for each, and less than half for some",
                        Arrays.stream(totals).allMatch(ratio -> ratio < 1)
                                && Arrays.stream(totals).anyMatch(ratio -> ratio < 0.5),
                        "post-copy's by pre-copy's: " + text(results, totals)),
                new Claim("Downtime of post-copy by pseudo-paging is longer",
                        Arrays.stream(downtimes).allMatch(ratio -> ratio > 1),
                        "post-copy's by pre-copy's: " + text(results, downtimes)));
    }

    private static boolean halvesAllButSpecweb(List<Runs> results) {
        return results.stream().allMatch(
                runs -> runs.ratio(
                        ApplicationOutcome::pages) < 0.5 == (runs.application() != Application.SPECWEB));
    }

    /** The least that is avoided of a large application. */
    private static double large(List<Runs> results) {
        return results.stream().filter(runs -> runs.application().isLarge()).mapToDouble(Runs::avoided).min()
                .orElse(100);
    }

    /** The most that is avoided of a small one. */
    private static double small(List<Runs> results) {
        return results.stream().filter(runs -> !runs.application().isLarge()).mapToDouble(Runs::avoided).max()
                .orElse(0);
    }

    private static String text(List<Runs> results, double[] values) {
        List<String> words = new ArrayList<>();
        for (int index = 0; index < values.length; index++) {
            words.add(results.get(index).application().title() + " " + Evidence.number(values[index]));
        }
        return String.join(", ", words);
    }

    private static Plot plot(String title, String unit, List<Runs> results,
            ToDoubleFunction<ApplicationOutcome> figure) {
        return new Plot(title, axis(results), unit,
                List.of(series("pre-copy", results, runs -> runs.precopy(figure).value()),
                        series("post-copy", results, runs -> runs.postcopy(figure).value())));
    }

    private static Plot avoidedPlot(List<Runs> results) {
        return new Plot("Network faults avoided", axis(results), "% of first touches",
                List.of(series("simulated", results, Runs::avoided),
                        series("paper", results, runs -> PAPER.get(runs.application()))));
    }

    private static String axis(List<Runs> results) {
        List<String> names = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            names.add(index + 1 + " " + results.get(index).application().title());
        }
        return String.join(", ", names);
    }

    private static Series series(String name, List<Runs> results, ToDoubleFunction<Runs> value) {
        List<Point> points = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            points.add(new Point(index + 1, value.applyAsDouble(results.get(index))));
        }
        return new Series(name, points);
    }
}
