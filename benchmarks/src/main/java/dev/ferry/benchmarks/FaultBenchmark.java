package dev.ferry.benchmarks;

import dev.ferry.api.strategy.PushScheduler;
import dev.ferry.benchmarks.DestinationMain.Command;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest feels when it touches a missing page, beside a bare ping-pong of 16 bytes against 4112. Hypotheses: the
 * median is at most 1.7 of the ping-pong's, for the kernel's trap and its two wake-ups come on top; and under push at
 * full rate the 99th percentile is at most 4 times the unloaded one, since a fault has a lane of its own.
 */
final class FaultBenchmark {

    private static final long QUIET_BYTES = 64L << 20;
    private static final long PUSHED_BYTES = 1L << 30;
    private static final int BULK_CONNECTIONS = 1;
    private static final int RUNS = 5;
    private static final int WARM_UP_RUNS = 2;

    private final DestinationProcess destination;
    private final List<Samples> pingPong = new ArrayList<>();
    private final List<Samples> quiet = new ArrayList<>();
    private final List<Samples> pushed = new ArrayList<>();

    private FaultBenchmark(DestinationProcess destination) {
        this.destination = destination;
    }

    /** A fault while nothing else is on the wire. */
    static void unloaded(DestinationProcess destination) throws IOException, InterruptedException {
        FaultBenchmark benchmark = new FaultBenchmark(destination);
        try (SourceGuest guest = new SourceGuest(QUIET_BYTES)) {
            for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
                keep(run, benchmark.pingPong, benchmark.pingPong());
                keep(run, benchmark.quiet, benchmark.touch(guest, QUIET_BYTES, new DemandPaging(), run));
            }
        }
        head();
        line("bare ping-pong", benchmark.pingPong);
        line("demand fault", benchmark.quiet);
        System.out.printf("ratio of p50: %.2f, of p99: %.2f%n",
                ratio(benchmark.quiet, benchmark.pingPong, 50),
                ratio(benchmark.quiet, benchmark.pingPong, 99));
    }

    /** A fault while push fills the wire. */
    static void underPush(DestinationProcess destination) throws IOException, InterruptedException {
        FaultBenchmark benchmark = new FaultBenchmark(destination);
        try (SourceGuest quietGuest = new SourceGuest(QUIET_BYTES);
                SourceGuest pushedGuest = new SourceGuest(PUSHED_BYTES)) {
            for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
                keep(run, benchmark.quiet,
                        benchmark.touch(quietGuest, QUIET_BYTES, new DemandPaging(), run));
                keep(run, benchmark.pushed,
                        benchmark.touch(pushedGuest, PUSHED_BYTES, new ActivePush(), run));
            }
        }
        head();
        line("demand fault", benchmark.quiet);
        line("under push", benchmark.pushed);
        System.out.printf("ratio of p50: %.2f, of p99: %.2f%n", ratio(benchmark.pushed, benchmark.quiet, 50),
                ratio(benchmark.pushed, benchmark.quiet, 99));
    }

    private static void keep(int run, List<Samples> kept, Samples samples) {
        if (run >= 0) {
            kept.add(samples);
        }
    }

    private Samples pingPong() throws IOException {
        int rounds = Math.toIntExact(QUIET_BYTES / BareSource.REPLY_BYTES);
        BareSource.pong(Integer.parseInt(destination.ask(Command.PING, rounds)), rounds);
        return Samples.fromLine(destination.answer());
    }

    private Samples touch(SourceGuest guest, long bytes, PushScheduler scheduler, long seed)
            throws IOException {
        destination.ask(Command.WARM, bytes + bytes / 2);
        String address = destination.ask(Command.RECEIVE_AND_TOUCH, seed);
        guest.migrate(address, new Postcopy(scheduler), BULK_CONNECTIONS);
        return Samples.fromLine(destination.answer());
    }

    private static void head() {
        System.out.printf("medians of %d runs%n%-16s %8s %8s %8s %8s%n", RUNS, "", "samples", "p50 us",
                "p90 us",
                "p99 us");
    }

    private static void line(String name, List<Samples> runs) {
        System.out.printf("%-16s %8d %8.1f %8.1f %8.1f%n", name, runs.stream().mapToInt(Samples::count).sum(),
                median(runs, 50), median(runs, 90), median(runs, 99));
    }

    private static double median(List<Samples> runs, double percent) {
        return runs.stream().mapToDouble(run -> run.percentile(percent) / 1e3).sorted().toArray()[runs.size()
                / 2];
    }

    private static double ratio(List<Samples> ours, List<Samples> reference, double percent) {
        return median(ours, percent) / median(reference, percent);
    }
}
