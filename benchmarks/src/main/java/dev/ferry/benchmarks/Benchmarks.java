package dev.ferry.benchmarks;

import java.util.Map;
import java.util.TreeSet;

/** The command: runs the benchmark that its argument names. */
public final class Benchmarks {

    /** One benchmark; prints what it measures. */
    @FunctionalInterface
    interface Benchmark {
        void run() throws Exception;
    }

    /** One that needs a destination. */
    @FunctionalInterface
    interface TwoProcessBenchmark {
        void run(DestinationProcess destination) throws Exception;
    }

    private static final Map<String, Benchmark> ALL = Map.ofEntries(
            Map.entry("bulk", between(BulkBenchmark::run)),
            Map.entry("fault", between(FaultBenchmark::unloaded)),
            Map.entry("fault-under-push", between(FaultBenchmark::underPush)),
            Map.entry("push-order", PushOrder::run),
            Map.entry("network-faults", NetworkFaultsBenchmark::ofSchedulers),
            Map.entry("bubbling-step", NetworkFaultsBenchmark::ofSteps),
            Map.entry("access-scan", AccessScanBenchmark::run),
            Map.entry("working-set", WorkingSetBenchmark::run), Map.entry("swap", SwapBenchmark::run),
            Map.entry("balloon-interval", BalloonIntervalBenchmark::run),
            Map.entry("prediction", PredictionBenchmark::run));

    private Benchmarks() {}

    /** Takes the name of a benchmark. */
    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = arguments.length == 1 ? ALL.get(arguments[0]) : null;
        if (benchmark == null) {
            System.err.println("usage: benchmarks/run " + String.join(" | ", new TreeSet<>(ALL.keySet())));
            System.exit(2);
            return;
        }
        System.out.printf("%s, JDK %s, %s %s, %d processors%n", arguments[0], Runtime.version(),
                System.getProperty("os.name"), System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors());
        benchmark.run();
    }

    private static Benchmark between(TwoProcessBenchmark benchmark) {
        return () -> {
            try (DestinationProcess destination = DestinationProcess.start()) {
                benchmark.run(destination);
            }
        };
    }
}
