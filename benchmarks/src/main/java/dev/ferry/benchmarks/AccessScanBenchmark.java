package dev.ferry.benchmarks;

import dev.ferry.api.memory.AccessLog;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import dev.ferry.memory.linux.guest.LinuxGuestPlatform;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Task;
import dev.ferry.workload.Workload;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * What it costs a guest that the pages it uses are watched: its steps per second with and without, in turns; and how
 * long a pass takes. Seconds are those that the guest's thread had a processor, so that other work on the machine
 * changes little. The guest does nothing but touch memory, as fast as it goes, which few do.
 */
final class AccessScanBenchmark {

    private static final long MIB = 1 << 20;
    private static final long[] SIZES_MIB = {256, 1024};
    private static final long[] INTERVALS_MILLIS = {1000, 500, 100};
    private static final String GUEST = "access-scan-guest";
    private static final Task.Order[] ORDERS = {Task.Order.SEQUENTIAL, Task.Order.RANDOM};
    private static final int TURNS = 3;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);
    private static final long SEED = 1;

    private AccessScanBenchmark() {}

    static void run() throws InterruptedException {
        System.out.printf("%-34s %9s %12s %12s %22s %12s %12s%n", "guest", "interval", "steps/s", "watched",
                "ratio: median (range)", "pass median", "pages found");
        for (long sizeMib : SIZES_MIB) {
            for (Task.Order order : ORDERS) {
                run(sizeMib, order);
            }
        }
    }

    /** In random order it touches all its memory, in sequence it goes round a quarter. */
    private static void run(long sizeMib, Task.Order order) throws InterruptedException {
        GuestPlatform platform = new LinuxGuestPlatform(Backing.MEMFD);
        MemoryGeometry geometry = platform.geometry(sizeMib * MIB);
        long pages = geometry.pageCount();
        PageRun worked = new PageRun(0, order == Task.Order.RANDOM ? pages : pages / 4);
        WarmMemory.touchAndFree(sizeMib * MIB);
        try (GuestPlatform.Source guest = platform.start(GUEST, geometry, new Workload(SEED,
                new PageRun(0, pages), List.of(new Task(Task.Kind.WRITER, order, worked)), 0))) {
            stepsPerSecond(guest);
            for (long interval : INTERVALS_MILLIS) {
                compare(guest, sizeMib + " MiB, " + order.toString().toLowerCase(Locale.ROOT) + " in "
                        + geometry.bytes(worked.count()) / MIB + " MiB", interval);
            }
        }
    }

    private static void compare(GuestPlatform.Source guest, String name, long intervalMillis)
            throws InterruptedException {
        double[] ratios = new double[TURNS];
        double[] without = new double[TURNS + 1];
        double[] with = new double[TURNS];
        Passes passes = new Passes(guest.memory().accessLog().orElseThrow(),
                guest.memory().geometry().pageCount(), intervalMillis);
        without[0] = stepsPerSecond(guest);
        for (int turn = 0; turn < TURNS; turn++) {
            with[turn] = passes.during(guest);
            without[turn + 1] = stepsPerSecond(guest);
            ratios[turn] = 2 * with[turn] / (without[turn] + without[turn + 1]);
        }
        Arrays.sort(ratios);
        System.out.printf("%-34s %6d ms %12.0f %12.0f %8.2f (%.2f to %.2f) %9.1f ms %12d%n", name,
                intervalMillis,
                median(without), median(with), ratios[TURNS / 2], ratios[0], ratios[TURNS - 1],
                passes.medianNanos() / 1e6, passes.medianPages());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double stepsPerSecond(GuestPlatform.Source guest) throws InterruptedException {
        Progress progress = new Progress(guest);
        TimeUnit.NANOSECONDS.sleep(TURN_NANOS);
        return progress.stepsPerSecond();
    }

    /** What a guest does from here on, by the processor time that it has. */
    private static final class Progress {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final GuestPlatform.Source guest;
        private final long steps;
        private final long nanos;

        Progress(GuestPlatform.Source guest) {
            this.guest = guest;
            this.steps = steps();
            this.nanos = processorNanos();
        }

        double stepsPerSecond() {
            return (steps() - steps) * 1e9 / (processorNanos() - nanos);
        }

        private long steps() {
            return guest.control().workDone().orElseThrow();
        }

        private static long processorNanos() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().contains(GUEST))
                    .mapToLong(thread -> THREADS.getThreadCpuTime(thread.threadId())).sum();
        }
    }

    /** The passes of one interval. */
    private static final class Passes {

        private final AccessLog log;
        private final PageBitmap touched;
        private final long intervalNanos;
        private final List<Long> nanos = new ArrayList<>();
        private final List<Long> pages = new ArrayList<>();

        Passes(AccessLog log, long pageCount, long intervalMillis) {
            this.log = log;
            this.touched = new PageBitmap(pageCount);
            this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMillis);
        }

        /** The steps per second while passes are made. */
        double during(GuestPlatform.Source guest) throws InterruptedException {
            log.start();
            Progress progress = new Progress(guest);
            long start = System.nanoTime();
            while (System.nanoTime() - start < TURN_NANOS) {
                TimeUnit.NANOSECONDS.sleep(intervalNanos);
                pass();
            }
            double rate = progress.stepsPerSecond();
            log.stop();
            return rate;
        }

        private void pass() {
            touched.clear();
            long start = System.nanoTime();
            log.collect(touched);
            nanos.add(System.nanoTime() - start);
            pages.add(touched.size());
        }

        long medianNanos() {
            return Samples.of(longs(nanos)).percentile(50);
        }

        long medianPages() {
            return Samples.of(longs(pages)).percentile(50);
        }

        private static LongStream longs(List<Long> values) {
            return values.stream().mapToLong(Long::longValue);
        }
    }
}
