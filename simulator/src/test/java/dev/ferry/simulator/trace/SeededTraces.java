package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Traces of guests that never were, by a seed. */
final class SeededTraces {

    private final Random random;

    SeededTraces(long seed) {
        random = new Random(seed);
    }

    TraceHeader header() {
        return new TraceHeader(512 << random.nextInt(5), 1 + random.nextInt(3000),
                1 + random.nextInt(1_000_000),
                random.nextBoolean(), random.nextBoolean());
    }

    List<TraceInterval> intervals(TraceHeader header, int atMost) {
        List<TraceInterval> intervals = new ArrayList<>();
        int count = random.nextInt(atMost + 1);
        for (int index = 0; index < count; index++) {
            intervals.add(interval(header));
        }
        return intervals;
    }

    private TraceInterval interval(TraceHeader header) {
        PageBitmap dirtied = pages(header.pageCount());
        Optional<PageBitmap> accessed = Optional.empty();
        if (header.accessesKnown()) {
            PageBitmap pages = pages(header.pageCount());
            pages.addAll(dirtied);
            accessed = Optional.of(pages);
        }
        return new TraceInterval(1 + random.nextLong(1L << random.nextInt(1, 40)),
                header.workKnown()
                        ? OptionalLong.of(random.nextLong(1L << random.nextInt(1, 60)))
                        : OptionalLong.empty(),
                dirtied, accessed);
    }

    /** None, all, runs or single pages. */
    private PageBitmap pages(long pageCount) {
        PageBitmap pages = new PageBitmap(pageCount);
        int longest = 1 + random.nextInt((int) pageCount);
        int runs = random.nextInt(4) == 0 ? 0 : random.nextInt(1 + (int) pageCount / longest);
        for (int run = 0; run < runs; run++) {
            long first = random.nextLong(pageCount);
            pages.add(first, Math.min(pageCount - first, 1 + random.nextInt(longest)));
        }
        return pages;
    }

    static AccessTrace write(Path file, TraceHeader header, List<TraceInterval> intervals)
            throws IOException {
        try (TraceWriter writer = TraceWriter.create(file, header)) {
            for (TraceInterval interval : intervals) {
                writer.write(interval);
            }
        }
        return AccessTrace.open(file);
    }

    static List<TraceInterval> read(Path file) throws IOException {
        List<TraceInterval> intervals = new ArrayList<>();
        try (TraceReader reader = TraceReader.open(file)) {
            for (Optional<TraceInterval> next = reader.next(); next.isPresent(); next = reader.next()) {
                intervals.add(next.get());
            }
        }
        return intervals;
    }

    /** All that intervals say, to be compared. */
    static List<String> described(List<TraceInterval> intervals) {
        return intervals.stream()
                .map(interval -> interval.elapsedNanos() + " ns, " + interval.work() + ", wrote "
                        + members(interval.dirtied()) + ", accessed "
                        + interval.accessed().map(SeededTraces::members))
                .toList();
    }

    static List<Long> members(PageBitmap pages) {
        List<Long> members = new ArrayList<>();
        for (long page = pages.next(0); page != PageBitmap.NONE; page = pages.next(page + 1)) {
            members.add(page);
        }
        return members;
    }

    static PageBitmap set(long pageCount, long... members) {
        PageBitmap pages = new PageBitmap(pageCount);
        for (long page : members) {
            pages.add(page);
        }
        return pages;
    }
}
