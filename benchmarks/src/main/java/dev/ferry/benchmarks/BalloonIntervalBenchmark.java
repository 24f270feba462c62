package dev.ferry.benchmarks;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.ballooning.BallooningSettings;
import dev.ferry.ballooning.DynamicSelfBallooning;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Heap;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import dev.ferry.workload.WorkloadState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What self-ballooning costs a guest whose processes come and go, against its interval (Hines et al. 2009, Figure 12): how
 * much less they get done, beside the same guest a moment before without it. Once with the paper's back-off, and once
 * without one, as each inflation then is followed by the calls of a guest that wants its memory back. Hypothesis: it falls
 * with the interval, to less than 1 % at the default.
 */
final class BalloonIntervalBenchmark {

    private static final String NAME = "balloon-interval";
    private static final long MEMORY_BYTES = 256 << 20;
    /** More than the 5 % that stay free. */
    private static final long PROCESS_BYTES = 32 << 20;
    private static final long SEED = 12;
    private static final List<Duration> INTERVALS = List.of(Duration.ofMillis(10), Duration.ofMillis(30),
            Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(3),
            Duration.ofSeconds(10));
    private static final int[] BACK_OFFS = {0, BallooningSettings.DEFAULT.backOffIntervals()};
    private static final Duration LEAST_SPAN = Duration
            .ofMillis(Long.getLong("balloon-interval.span-millis", 2000));
    /** The longer ones are run once, and say as much. */
    private static final Duration LONGEST_REPEATED = Duration.ofSeconds(4);
    private static final int ROUNDS = Integer.getInteger("balloon-interval.rounds", 3);
    private static final Duration LONGEST = Duration
            .ofSeconds(Long.getLong("balloon-interval.longest-seconds", 100));
    /** Each look pauses the guest for a moment. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final double PERCENT = 100;

    /**
     * How balloons are held in one row.
     *
     * @param degradations one for each round, in percent of the work that is done without
     * @param inflations in a second
     */
    private record Row(BallooningSettings settings, List<Double> degradations, List<Double> inflations,
            List<Double> pressureCalls) {

        Row(Duration interval, int backOff) {
            this(new BallooningSettings(interval, BallooningSettings.DEFAULT.fillPercent(),
                    BallooningSettings.DEFAULT.pressurePages(), backOff), new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        /** From one inflation to the next of a guest that asks for its memory after each: a whole one is watched. */
        Duration cycle() {
            return settings.interval().multipliedBy(Math.max(1, settings.backOffIntervals()));
        }

        Duration span() {
            return cycle().compareTo(LEAST_SPAN) < 0 ? LEAST_SPAN : cycle();
        }

        boolean isDue(int round) {
            return cycle().compareTo(LONGEST) <= 0
                    && (round == 0 || cycle().compareTo(LONGEST_REPEATED) <= 0);
        }

        boolean hasRun() {
            return !degradations.isEmpty();
        }
    }

    private final GuestPlatform.Source guest;
    private final Balloon balloon;
    private final long stepsPerProcess;

    private BalloonIntervalBenchmark(GuestPlatform.Source guest, long processPages) {
        this.guest = guest;
        this.balloon = guest.balloon().orElseThrow();
        this.stepsPerProcess = 2 * processPages;
    }

    /** Runs once, prints a table and draws it. */
    static void run() throws IOException {
        GuestPlatform platform = new LinuxGuestPlatform();
        MemoryGeometry geometry = platform.geometry(MEMORY_BYTES);
        long processPages = PROCESS_BYTES / geometry.pageSizeBytes();
        PageRun usable = platform.usable(geometry);
        PageRun patterned = new PageRun(usable.first(), 1);
        PageRun heap = new PageRun(patterned.end(), usable.end() - patterned.end());
        // The writer has next to nothing to do with it, but a workload has one: it keeps another processor busy.
        Workload workload = Workload.of(SEED, patterned, Task.Order.SEQUENTIAL, patterned, 1, 0)
                .with(new Heap(heap, processPages));
        List<Row> rows = new ArrayList<>();
        for (int backOff : BACK_OFFS) {
            INTERVALS.forEach(interval -> rows.add(new Row(interval, backOff)));
        }
        try (GuestPlatform.Source guest = platform.start(NAME, geometry, workload)) {
            BalloonIntervalBenchmark benchmark = new BalloonIntervalBenchmark(guest, processPages);
            for (int round = 0; round < ROUNDS; round++) {
                for (Row row : rows) {
                    if (row.isDue(round)) {
                        benchmark.measure(row);
                    }
                }
            }
            guest.prove().ifPresent(wrong -> {
                throw new IllegalStateException(wrong);
            });
        }
        rows.removeIf(row -> !row.hasRun());
        print(rows);
        draw(rows, Path.of(System.getProperty("balloon-interval.svg", NAME + ".svg")));
    }

    /** Without, with, and without again: what else the machine does meanwhile weighs on both. */
    private void measure(Row row) {
        double before = stepsPerSecond(LEAST_SPAN.dividedBy(2));
        DynamicSelfBallooning controller = new DynamicSelfBallooning(row.settings());
        double with;
        try (Charge charge = controller.control(NAME, balloon)) {
            with = stepsPerSecond(row.span());
            double seconds = row.span().toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
            row.inflations().add(charge.figures().inflations() / seconds);
            row.pressureCalls().add(charge.figures().pressureCalls() / seconds);
        }
        settle();
        double without = (before + stepsPerSecond(LEAST_SPAN.dividedBy(2))) / 2;
        row.degradations().add(PERCENT * (1 - with / without));
    }

    /** Nobody takes from the guest any more: it asks for what its processes need, and touches that once. */
    private void settle() {
        long end = processSteps() + 2 * stepsPerProcess;
        while (processSteps() < end) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private double stepsPerSecond(Duration span) {
        long steps = processSteps();
        long startNanos = System.nanoTime();
        long leftNanos = span.toNanos();
        while (leftNanos > 0) {
            LockSupport.parkNanos(leftNanos);
            leftNanos = span.toNanos() - (System.nanoTime() - startNanos);
        }
        long done = processSteps() - steps;
        return done * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - startNanos);
    }

    /** Of the processes alone; only a guest that is paused says so. */
    private long processSteps() {
        guest.control().pause();
        try {
            return WorkloadState.fromBytes(guest.control().saveState()).heapSteps();
        } finally {
            guest.control().resume();
        }
    }

    private static void print(List<Row> rows) {
        System.out.printf("%-9s %-8s %-12s %-19s %6s %14s %14s%n", "interval", "back-off", "degradation",
                "from .. to", "rounds", "inflations/s", "asked/s");
        for (Row row : rows) {
            BallooningSettings settings = row.settings();
            double[] sorted = sorted(row.degradations());
            System.out.printf("%6d ms %8d %10.2f %% %7.2f .. %5.2f %% %6d %14.2f %14.1f%n",
                    settings.interval().toMillis(), settings.backOffIntervals(), median(row.degradations()),
                    sorted[0], sorted[sorted.length - 1], sorted.length, median(row.inflations()),
                    median(row.pressureCalls()));
        }
    }

    private static void draw(List<Row> rows, Path file) throws IOException {
        List<LogPlot.Line> lines = new ArrayList<>();
        lines.add(line(rows, BACK_OFFS[0], "no back-off", "#d55e00"));
        lines.add(line(rows, BACK_OFFS[1], "back-off of " + BACK_OFFS[1] + " intervals, the default",
                "#0072b2"));
        LogPlot.write(file, "What self-ballooning costs a guest whose processes come and go",
                "interval, seconds", "percent of its work", lines);
        System.out.println("drawn in " + file.toAbsolutePath());
    }

    private static LogPlot.Line line(List<Row> rows, int backOff, String name, String colour) {
        List<Row> its = rows.stream().filter(row -> row.settings().backOffIntervals() == backOff).toList();
        return new LogPlot.Line(name, colour,
                its.stream().mapToDouble(row -> row.settings().interval().toMillis() / 1e3).toArray(),
                its.stream().mapToDouble(row -> median(row.degradations())).toArray());
    }

    private static double median(List<Double> values) {
        double[] sorted = sorted(values);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double[] sorted(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }
}
