package dev.ferry.benchmarks;

import dev.ferry.benchmarks.PushComposition.Recorded;
import dev.ferry.benchmarks.SortingGuest.Moved;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * How many faults of a guest that sorts have to ask over the network, by each way to push. The ways take turns, and in
 * one turn all of them find the guest at the same place of its sorts.
 */
final class NetworkFaultsBenchmark {

    private static final int RUNS = Integer.getInteger("network-faults.runs", 5);
    private static final int WARM_UP_RUNS = 1;
    private static final long STEPS_PER_SECOND = Long.getLong("network-faults.pace", 500);
    private static final String GUESTS = System.getProperty("network-faults.guests", "software linux");
    private static final Pattern WAYS = Pattern.compile(System.getProperty("network-faults.ways", ".*"));
    /** A turn in which the guest is elsewhere in its sorts than in any other. */
    private static final long OTHER_SEED = 1_000_000;

    private final SortingGuest guest;
    private final Path recording;
    private final Map<PushComposition, List<Moved>> results = new LinkedHashMap<>();

    private NetworkFaultsBenchmark(SortingGuest guest, Path folder) {
        this.guest = guest;
        this.recording = folder.resolve("first-touches");
    }

    /** All ways to push. */
    static void ofSchedulers() throws IOException {
        run(PushComposition.schedulers());
    }

    /** Bubbling, by the pages that an edge grows by at a time. */
    static void ofSteps() throws IOException {
        run(PushComposition.steps());
    }

    private static void run(List<PushComposition> compositions) throws IOException {
        Path folder = Files.createTempDirectory("ferry-network-faults");
        List<PushComposition> chosen = compositions.stream()
                .filter(composition -> WAYS.matcher(composition.name()).matches())
                .toList();
        for (GuestPlatform platform : List.of(new SoftwareGuestPlatform(),
                new LinuxGuestPlatform(Backing.MEMFD))) {
            if (GUESTS.contains(platform.name())) {
                NetworkFaultsBenchmark benchmark = new NetworkFaultsBenchmark(
                        new SortingGuest(platform, STEPS_PER_SECOND), folder);
                benchmark.measure(chosen);
                System.out.printf("%n%s guest, 16 processes, %d steps/s each, medians of %d runs%n",
                        platform.name(), STEPS_PER_SECOND, RUNS);
                benchmark.print();
            }
        }
        Files.delete(folder);
    }

    private void measure(List<PushComposition> compositions) throws IOException {
        compositions.forEach(composition -> results.put(composition, new ArrayList<>()));
        for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
            for (PushComposition composition : compositions) {
                Moved moved = move(composition, run);
                if (run >= 0) {
                    results.get(composition).add(moved);
                }
            }
        }
    }

    private Moved move(PushComposition composition, long seed) throws IOException {
        if (composition.recorded() == Recorded.NONE) {
            return guest.move(composition.settings(), seed);
        }
        long recordedSeed = composition.recorded() == Recorded.SAME_WORK ? seed : OTHER_SEED + seed;
        guest.record(PushComposition.FOR_RECORDING, recordedSeed, recording);
        try {
            return guest.move(composition.replaying(recording.toString()), seed);
        } finally {
            Files.delete(recording);
        }
    }

    private void print() {
        System.out.printf("%-22s %10s %13s %8s %8s %9s %8s %8s %9s %10s%n", "", "net faults", "min..max",
                "ratio",
                "net %", "demanded", "total s", "resume s", "p50 ms", "steps");
        List<Moved> reference = results.values().iterator().next();
        results.forEach((composition, runs) -> {
            double[] ratios = new double[runs.size()];
            Arrays.setAll(ratios, run -> networkFaults(runs.get(run)) / networkFaults(reference.get(run)));
            System.out.printf("%-22s %10.0f %13s %8.2f %8.1f %9.0f %8.2f %8.2f %9.2f %10.0f%n",
                    composition.name(),
                    median(runs, NetworkFaultsBenchmark::networkFaults), range(runs), median(ratios),
                    median(runs, moved -> networkShare(moved.report())),
                    median(runs, Moved::demandedPages),
                    median(runs, moved -> moved.report().totalTimeNanos() / 1e9),
                    median(runs, moved -> moved.report().resumeTimeNanos() / 1e9),
                    median(runs, moved -> moved.report().faultLatencyNanos().p50() / 1e6),
                    median(runs, Moved::steps));
        });
    }

    private static double networkFaults(Moved moved) {
        return moved.report().networkFaults();
    }

    private static String range(List<Moved> runs) {
        DoubleSummaryStatistics all = runs.stream().mapToDouble(NetworkFaultsBenchmark::networkFaults)
                .summaryStatistics();
        return String.format("%.0f..%.0f", all.getMin(), all.getMax());
    }

    /** Of the first touches in percent; not a number where the trap cannot see those of pages in place. */
    private static double networkShare(MigrationReport report) {
        return report.minorFaults() == null
                ? Double.NaN
                : 100.0 * report.networkFaults() / (report.networkFaults() + report.minorFaults());
    }

    private static double median(List<Moved> runs, ToDoubleFunction<Moved> figure) {
        return median(runs.stream().mapToDouble(figure).toArray());
    }

    private static double median(double[] figures) {
        Arrays.sort(figures);
        return figures[figures.length / 2];
    }
}
