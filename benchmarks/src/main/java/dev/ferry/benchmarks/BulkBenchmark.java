package dev.ferry.benchmarks;

import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.strategy.Round;
import dev.ferry.benchmarks.DestinationMain.Command;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Throughput of rounds beside that of bare sockets. Two rounds of all pages: the first installs fresh pages, the
 * second reads into pages that are in place. Hypothesis: at one connection 0.6 of bare sockets fresh, since every page
 * is copied once more, and 0.85 in place, where nothing is done but reading.
 */
final class BulkBenchmark {

    private static final long GUEST_BYTES = 512L << 20;
    private static final int WRITE_BYTES = 1 << 20;
    private static final int RUNS = 7;
    private static final int WARM_UP_RUNS = 2;

    private final DestinationProcess destination;
    private final SourceGuest guest;

    private BulkBenchmark(DestinationProcess destination, SourceGuest guest) {
        this.destination = destination;
        this.guest = guest;
    }

    static void run(DestinationProcess destination) throws IOException, InterruptedException {
        System.out.printf("%d MiB over loopback TCP, medians of %d runs, MB = 10^6 bytes%n",
                GUEST_BYTES >> 20,
                RUNS);
        System.out.printf("%11s %12s %12s %6s %14s %6s%n", "connections", "bare MB/s", "fresh MB/s", "ratio",
                "populated MB/s", "ratio");
        try (SourceGuest guest = new SourceGuest(GUEST_BYTES)) {
            BulkBenchmark benchmark = new BulkBenchmark(destination, guest);
            for (int connections = 1; connections <= 2; connections++) {
                benchmark.compare(connections);
            }
        }
    }

    private void compare(int connections) throws IOException, InterruptedException {
        double[] bare = new double[RUNS];
        double[] fresh = new double[RUNS];
        double[] populated = new double[RUNS];
        for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
            double bareRun = bareSockets(connections);
            Round[] rounds = rounds(connections);
            if (run >= 0) {
                bare[run] = bareRun;
                fresh[run] = rounds[0].bytesPerSecond();
                populated[run] = rounds[1].bytesPerSecond();
            }
        }
        System.out.printf("%11d %12.0f %12.0f %6.2f %14.0f %6.2f%n", connections, median(bare) / 1e6,
                median(fresh) / 1e6, medianRatio(fresh, bare), median(populated) / 1e6,
                medianRatio(populated, bare));
    }

    private double bareSockets(int connections) throws IOException, InterruptedException {
        warm();
        int port = Integer.parseInt(destination.ask(Command.SINK, connections));
        long nanos = BareSource.sendNanos(port, guest.memory(), connections, WRITE_BYTES);
        destination.answer();
        return GUEST_BYTES * 1e9 / nanos;
    }

    private Round[] rounds(int connections) throws IOException {
        warm();
        Round[] rounds = new Round[2];
        String address = destination.ask(Command.RECEIVE, 0);
        guest.migrate(address, session -> {
            PageSet all = PageBitmap.full(session.geometry().pageCount());
            rounds[0] = session.send(all);
            rounds[1] = session.send(all);
            session.switchOver(Residue.COPY);
            session.complete();
        }, connections);
        destination.answer();
        return rounds;
    }

    private void warm() throws IOException {
        destination.ask(Command.WARM, GUEST_BYTES + GUEST_BYTES / 2);
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    /** Of each run with its own reference, so that what disturbs both drops out. */
    private static double medianRatio(double[] ours, double[] reference) {
        return median(IntStream.range(0, ours.length).mapToDouble(run -> ours[run] / reference[run])
                .toArray());
    }
}
