package dev.ferry.benchmarks;

import dev.ferry.engine.report.MigrationReport;
import dev.ferry.simulator.guest.Pacing;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * How well the simulator predicts the engine: each way moves a guest for real and in virtual time, at the same place of
 * its work, and the figures are laid side by side. Hypothesis: the median error of the total time, of the bytes and of
 * the network faults is at most 15 %.
 */
final class PredictionBenchmark {

    private static final int RUNS = Integer.getInteger("prediction.runs", 3);
    private static final Pattern WAYS = Pattern.compile(System.getProperty("prediction.ways", ".*"));
    private static final long BYTES_PER_SECOND = 125_000_000;
    private static final long LATENCY_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final Map<String, String> LINK = Map.of("ferry.transport.inmemory.bandwidth", "125MB",
            "ferry.transport.inmemory.latency", "100us");
    /** The way that goes first warms up the JVM. */
    private static final int WARM_UP_RUNS = 1;

    /**
     * A figure that is predicted.
     *
     * @param least errors are parts of what was measured, but never of less than this: 2 faults for 1 is no error of 100 %
     */
    private enum Metric {
        /** From the start of the migration until nothing is owed. */
        TOTAL("total s", 0.01, report -> report.totalTimeNanos() / 1e9, "%.3f"),
        /** In 10^6 bytes, as the engine counts them. */
        BYTES("MB", 0.1, report -> report.bytesOnWire() / 1e6, "%.2f"),
        /** Pages that the guest asked for. */
        FAULTS("net faults", 50, report -> report.networkFaults() == null ? 0 : report.networkFaults(),
                "%.0f"),
        /** As long as the guest runs nowhere. */
        DOWNTIME("downtime ms", 5, report -> report.downtimeNanos() / 1e6, "%.1f");

        private final String title;
        private final double least;
        private final ToDoubleFunction<MigrationReport> figure;
        private final String format;

        Metric(String title, double least, ToDoubleFunction<MigrationReport> figure, String format) {
            this.title = title;
            this.least = least;
            this.figure = figure;
            this.format = format;
        }

        double median(List<MigrationReport> reports) {
            double[] figures = reports.stream().mapToDouble(figure).sorted().toArray();
            return figures[figures.length / 2];
        }
    }

    /** Both sides of one way, run by run. */
    private record Compared(List<MigrationReport> measured, List<MigrationReport> predicted) {

        Compared() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        /** In percent, negative where less was predicted; not a number where there is nothing to predict. */
        double error(Metric metric) {
            double was = metric.median(measured);
            double said = metric.median(predicted);
            return was == 0 && said == 0
                    ? Double.NaN
                    : 100 * (said - was) / Math.max(metric.least, was);
        }
    }

    private final Calibration calibration = Calibration.measure();
    private final Map<Workload, Pacing> pacings = new LinkedHashMap<>();
    private final Map<PredictedWay, Compared> results = new LinkedHashMap<>();

    private PredictionBenchmark() {}

    static void run() {
        PredictionBenchmark benchmark = new PredictionBenchmark();
        benchmark.calibration.print();
        benchmark.compare();
        benchmark.print();
    }

    private void compare() {
        List<PredictedWay> ways = PredictedWay.all().stream()
                .filter(way -> WAYS.matcher(way.name()).matches()).toList();
        ways.forEach(way -> results.put(way, new Compared()));
        for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
            for (PredictedWay way : run < 0 ? ways.subList(0, 1) : ways) {
                compare(way, run);
            }
        }
    }

    private void compare(PredictedWay way, int run) {
        WorkloadState state = WorkloadState.inTheMiddle(way.workload(), run);
        MigrationReport measured = MovedGuest.move(way.candidate().settings(), LINK,
                PredictedWay.MEMORY_PAGES, state);
        MigrationReport predicted = PredictedGuest.move(way.way(), BYTES_PER_SECOND, LATENCY_NANOS,
                PredictedWay.MEMORY_PAGES, state, calibration.costs(), pacing(way.workload()));
        if (run >= 0) {
            results.get(way).measured().add(measured);
            results.get(way).predicted().add(predicted);
        }
    }

    private Pacing pacing(Workload workload) {
        return pacings.computeIfAbsent(workload,
                unknown -> calibration.pacing(PredictedWay.MEMORY_PAGES, unknown));
    }

    private void print() {
        pacings.forEach((workload, pacing) -> System.out.printf("first step after %.1f ms: %s%n",
                pacing.startNanos() / 1e6, workload.tasks().getFirst()));
        System.out.printf("%nmedians of %d runs: measured, predicted, error in %%%n%n| way | guest |", RUNS);
        for (Metric metric : Metric.values()) {
            System.out.printf(" %s |", metric.title);
        }
        System.out.printf("%n|---|---|%s%n", "---|".repeat(Metric.values().length));
        results.forEach(PredictionBenchmark::print);
        System.out.println();
        for (Metric metric : Metric.values()) {
            print(metric);
        }
    }

    private static void print(PredictedWay way, Compared compared) {
        System.out.printf("| `%s` | %s |", way.name(), way.guest());
        for (Metric metric : Metric.values()) {
            System.out.printf(" " + metric.format + ", " + metric.format + ", %s |",
                    metric.median(compared.measured()), metric.median(compared.predicted()),
                    error(compared.error(metric)));
        }
        System.out.println();
    }

    private static String error(double percent) {
        return Double.isNaN(percent) ? "–" : String.format(Locale.ROOT, "%+.1f", percent);
    }

    private void print(Metric metric) {
        double[] errors = results.values().stream().mapToDouble(compared -> compared.error(metric))
                .filter(error -> !Double.isNaN(error)).map(Math::abs).sorted().toArray();
        if (errors.length > 0) {
            System.out.printf("%s: median error %.1f %%, largest %.1f %%, of %d ways%n", metric.title,
                    errors[errors.length / 2], errors[errors.length - 1], errors.length);
        }
    }
}
