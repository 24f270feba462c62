package dev.ferry.benchmarks;

import dev.ferry.benchmarks.TimePlot.Line;
import dev.ferry.benchmarks.TimePlot.Panel;
import dev.ferry.memory.linux.GuestMemory;
import dev.ferry.paging.PagerFigures;
import dev.ferry.paging.Paging;
import dev.ferry.paging.PagingListener;
import dev.ferry.paging.file.FileSwapStore;
import dev.ferry.paging.workingset.GuestWorkingSet;
import dev.ferry.paging.workingset.Repeated;
import dev.ferry.paging.workingset.WatchedGuest;
import dev.ferry.paging.workingset.WorkingSetSettings;
import dev.ferry.paging.workingset.WorkingSetWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * Whether a guest's reservation finds its working set and follows it, with the paper's factors and its times ten times
 * as fast. Hypothesis: within 15 % of the working set once it is stable.
 */
final class WorkingSetBenchmark {

    private static final String NAME = "working-set";
    private static final double MEBIBYTE = 1 << 20;
    private static final long MEMORY_BYTES = 512 << 20;
    private static final int SPEED = 10;
    private static final WorkingSetSettings PAPER = WorkingSetSettings.DEFAULT;
    private static final WorkingSetSettings SETTINGS = new WorkingSetSettings(PAPER.shrink(), PAPER.grow(),
            PAPER.thresholdBytesPerSecond() * SPEED, PAPER.interval().dividedBy(SPEED),
            PAPER.stableInterval().dividedBy(SPEED), PAPER.minBytes(), 0);
    private static final long[] WORKING_SETS_BYTES = {128 << 20, 192 << 20, 96 << 20};
    private static final Duration STEP = Duration.ofSeconds(Long.getLong("working-set.step-seconds", 20));
    private static final Duration SAMPLE = Duration.ofMillis(50);
    private static final double CLOSE = 0.15;

    /**
     * One moment.
     *
     * @param seconds since the start
     */
    private record Sample(double seconds, PagerFigures figures, long workingSetPages, long touches,
            boolean stable) {

        double deviation() {
            return (double) figures.reservationPages() / workingSetPages - 1;
        }

        long swapped() {
            return figures.swappedIn() + figures.swappedOut();
        }
    }

    private final List<Sample> samples = new ArrayList<>();
    private final WorkingSetWatch watch = new WorkingSetWatch(SETTINGS, Long.MAX_VALUE,
            InstantSource.system());
    private final long startNanos = System.nanoTime();

    private WorkingSetBenchmark() {}

    /** Runs once, prints what came of each step and draws it all. */
    static void run() throws IOException {
        Path folder = Files.createTempDirectory("ferry-working-set");
        WorkingSetBenchmark benchmark = new WorkingSetBenchmark();
        try (FileSwapStore store = new FileSwapStore(folder, Duration.ofSeconds(10));
                SteppingGuest guest = new SteppingGuest(NAME, MEMORY_BYTES, WORKING_SETS_BYTES[0],
                        new Paging(store, MEMORY_BYTES, Duration.ofSeconds(10), PagingListener.NONE))) {
            benchmark.track(guest);
        } finally {
            delete(folder);
        }
        benchmark.draw(Path.of(System.getProperty("working-set.html", NAME + ".html")));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void track(SteppingGuest guest) {
        System.out.printf("%-12s %14s %22s %8s%n", "working set", "within 15 % in", "reservation afterwards",
                "stable");
        watch.add(WatchedGuest.of(NAME, guest.paged()));
        try (Repeated _ = Repeated.every("working sets", watch.stepInterval(), watch::step)) {
            for (long bytes : WORKING_SETS_BYTES) {
                guest.workIn(bytes);
                int first = samples.size();
                long endNanos = System.nanoTime() + STEP.toNanos();
                while (System.nanoTime() < endNanos) {
                    LockSupport.parkNanos(SAMPLE.toNanos());
                    samples.add(sample(guest));
                }
                print(samples.subList(first, samples.size()));
            }
        }
    }

    private Sample sample(SteppingGuest guest) {
        PagerFigures figures = guest.paged().figures();
        boolean stable = watch.workingSets().stream().anyMatch(GuestWorkingSet::stable);
        double seconds = (System.nanoTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        return new Sample(seconds, figures, guest.workingSetPages(), guest.touches(), stable);
    }

    private static void print(List<Sample> step) {
        int found = 0;
        while (found < step.size() && Math.abs(step.get(found).deviation()) > CLOSE) {
            found++;
        }
        List<Sample> rest = step.subList(found, step.size());
        if (rest.isEmpty()) {
            System.out.printf("%8.0f MiB never%n", mebibytes(step.getLast().workingSetPages()));
            return;
        }
        System.out.printf("%8.0f MiB %12.1f s %+9.1f %% to %+5.1f %% %6.0f %%%n",
                mebibytes(rest.getFirst().workingSetPages()),
                rest.getFirst().seconds() - step.getFirst().seconds(),
                100 * rest.stream().mapToDouble(Sample::deviation).min().orElseThrow(),
                100 * rest.stream().mapToDouble(Sample::deviation).max().orElseThrow(),
                100.0 * step.stream().filter(Sample::stable).count() / step.size());
    }

    private void draw(Path page) throws IOException {
        double[] seconds = of(Sample::seconds);
        TimePlot.write(page, "A reservation that follows the working set", List.of(
                new Panel("MiB", seconds, List.of(
                        new Line("working set", "#d55e00", of(sample -> mebibytes(sample.workingSetPages()))),
                        new Line("reservation", "#0072b2",
                                of(sample -> mebibytes(sample.figures().reservationPages()))),
                        new Line("in memory", "#009e73",
                                of(sample -> mebibytes(sample.figures().memoryPages()))))),
                new Panel("S: MiB swapped per second", seconds, List.of(
                        new Line("S", "#cc79a7", rate(sample -> mebibytes(sample.swapped()))))),
                new Panel("thousand touches per second", seconds, List.of(
                        new Line("the guest's work", "#56b4e9", rate(sample -> sample.touches() / 1e3)))),
                new Panel("1 while stable", seconds, List.of(
                        new Line("stable", "#5b6675", of(sample -> sample.stable() ? 1 : 0))))));
        System.out.println("drawn in " + page.toAbsolutePath());
    }

    private double[] of(ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).toArray();
    }

    private double[] rate(ToDoubleFunction<Sample> total) {
        double[] totals = of(total);
        double[] seconds = of(Sample::seconds);
        double[] rates = new double[totals.length];
        for (int index = 1; index < totals.length; index++) {
            rates[index] = (totals[index] - totals[index - 1]) / (seconds[index] - seconds[index - 1]);
        }
        return rates;
    }

    private static double mebibytes(long pages) {
        return pages * GuestMemory.PAGE_SIZE_BYTES / MEBIBYTE;
    }
}
