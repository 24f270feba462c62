package dev.ferry.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link PushOrderBenchmark} for guests of 1 GiB to 1 TiB and prints the processor time for each pushed page. */
final class PushOrder {

    private static final List<Integer> GUESTS_LOG2_PAGES = List.of(18, 22, 26, 28);
    /** Beyond these the reference takes minutes. */
    private static final List<Integer> REFERENCE_GUESTS_LOG2_PAGES = List.of(18, 20, 22, 24);
    private static final List<Integer> PIVOTS = List.of(0, 1, 7);
    /** Pages pushed to warm up, and then to measure, at least; each in at least one, and three, whole pushes. */
    private static final long WARMUP_PAGES = 1L << 22;
    private static final int MOST_ITERATIONS = 40;

    private PushOrder() {}

    static void run() throws RunnerException {
        System.out.println("processor time for each pushed page in ns: least, median");
        for (int stepPages : List.of(1, 16)) {
            for (int log2Pages : GUESTS_LOG2_PAGES) {
                for (int pivots : PIVOTS) {
                    print(log2Pages, pivots, stepPages);
                }
            }
        }
        System.out.println("reference: claimed pages are scanned again after each fault, one pivot");
        for (int log2Pages : REFERENCE_GUESTS_LOG2_PAGES) {
            print(log2Pages, 1, 0);
        }
    }

    private static void print(int log2Pages, int pivots, int stepPages) throws RunnerException {
        long pages = 1L << log2Pages;
        int warmups = Math.clamp(WARMUP_PAGES / pages, 1, MOST_ITERATIONS);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include(PushOrderBenchmark.class.getName().replace(".", "\\."))
                .param("pageCount", Long.toString(pages))
                .param("pivots", Integer.toString(pivots))
                .param("stepPages", Integer.toString(stepPages))
                .warmupIterations(warmups)
                .measurementIterations(Math.max(3, warmups / 2))
                .jvmArgsAppend("-Xmx1g", "--sun-misc-unsafe-memory-access=allow")
                .verbosity(VerboseMode.SILENT)
                .build()).run();
        for (RunResult result : results) {
            double[] nanos = result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> iteration.getSecondaryResults().get("nanos").getScore())
                    .sorted().toArray();
            System.out.printf("2^%d pages, %d pivots, step %2d: %8.1f %8.1f%n", log2Pages, pivots, stepPages,
                    nanos[0] / pages, nanos[nanos.length / 2] / pages);
        }
    }
}
