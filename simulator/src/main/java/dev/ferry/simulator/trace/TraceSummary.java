package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a trace comes to.
 *
 * @param header of the trace
 * @param intervals how many it has
 * @param elapsedNanos how long they took together
 * @param work the units of work done in all of them; 0 where unknown
 * @param touchedPages distinct pages known to have been touched in all of it
 * @param dirtiedPages distinct pages written in all of it
 * @param dirtyBytesPerSecond the pages written in each interval, all intervals together, over the time: what must be sent
 *        again by rounds as long as an interval
 * @param windows distinct pages in spans of time, the shortest first
 */
public record TraceSummary(TraceHeader header, long intervals, long elapsedNanos, long work,
        long touchedPages,
        long dirtiedPages, double dirtyBytesPerSecond, List<WindowFigures> windows) {

    private static final List<Duration> WINDOWS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));
    private static final double NANOS_PER_SECOND = 1e9;

    /** Copies the list. */
    public TraceSummary {
        windows = List.copyOf(windows);
    }

    /**
     * Reads a trace and sums it up.
     *
     * @throws IOException where it cannot be read any more
     */
    public static TraceSummary of(AccessTrace trace) throws IOException {
        Sums sums = new Sums(trace.header());
        try (TraceReader reader = trace.read()) {
            for (Optional<TraceInterval> next = reader.next(); next.isPresent(); next = reader.next()) {
                sums.add(next.get());
            }
        }
        return sums.summary(trace);
    }

    /** What is summed up while the intervals go by. */
    private static final class Sums {

        private final TraceHeader header;
        private final PageBitmap touched;
        private final PageBitmap dirtied;
        private final List<TraceWindows> windows = new ArrayList<>();
        private long work;
        private long dirtiedOverIntervals;

        Sums(TraceHeader header) {
            this.header = header;
            this.touched = new PageBitmap(header.pageCount());
            this.dirtied = new PageBitmap(header.pageCount());
            Duration interval = Duration.ofNanos(header.intervalNanos());
            Stream.concat(Stream.of(interval),
                    WINDOWS.stream().filter(window -> window.compareTo(interval) > 0))
                    .forEach(window -> windows.add(new TraceWindows(window, header)));
        }

        void add(TraceInterval interval) {
            touched.addAll(interval.touched());
            dirtied.addAll(interval.dirtied());
            work += interval.work().orElse(0);
            dirtiedOverIntervals += interval.dirtied().size();
            windows.forEach(window -> window.add(interval));
        }

        TraceSummary summary(AccessTrace trace) {
            double seconds = trace.elapsedNanos() / NANOS_PER_SECOND;
            double dirtiedBytes = (double) dirtiedOverIntervals * header.pageSizeBytes();
            return new TraceSummary(header, trace.intervals(), trace.elapsedNanos(), work, touched.size(),
                    dirtied.size(), seconds == 0 ? 0 : dirtiedBytes / seconds,
                    windows.stream().map(TraceWindows::figures).toList());
        }
    }
}
