package dev.ferry.benchmarks;

import java.util.Map;

/** The command: runs the benchmark that its argument names. */
public final class Benchmarks {

    /** One benchmark; prints what it measures. */
    @FunctionalInterface
    interface Benchmark {
        void run(DestinationProcess destination) throws Exception;
    }

    private static final Map<String, Benchmark> ALL = Map.of("bulk", BulkBenchmark::run, "fault",
            FaultBenchmark::unloaded, "fault-under-push", FaultBenchmark::underPush);

    private Benchmarks() {}

    /** Takes the name of a benchmark. */
    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = arguments.length == 1 ? ALL.get(arguments[0]) : null;
        if (benchmark == null) {
            System.err.println("usage: benchmarks/run bulk | fault | fault-under-push");
            System.exit(2);
            return;
        }
        System.out.printf("%s, JDK %s, %s %s, %d processors%n", arguments[0], Runtime.version(),
                System.getProperty("os.name"), System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors());
        try (DestinationProcess destination = DestinationProcess.start()) {
            benchmark.run(destination);
        }
    }
}
