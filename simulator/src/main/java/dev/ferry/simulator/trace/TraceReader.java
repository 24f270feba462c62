package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a trace, an interval at a time. That the file is whole is known at its end only; {@link AccessTrace} has read it
 * once before. For one thread.
 */
public final class TraceReader implements AutoCloseable {

    private final TraceHeader header;
    private final TraceInput in;
    private long intervals;
    private boolean ended;

    private TraceReader(TraceHeader header, TraceInput in) {
        this.header = header;
        this.in = in;
    }

    /**
     * Begins to read a file. The caller closes it.
     *
     * @throws IOException where it cannot be read, or is no trace, naming the field, its offset and what is allowed
     */
    public static TraceReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        try {
            TraceHeader header = TraceFormat.header(file, in.readNBytes(TraceFormat.HEAD_BYTES));
            return new TraceReader(header, new TraceInput(file, in));
        } catch (IOException wrong) {
            in.close();
            throw wrong;
        }
    }

    /** What holds for all intervals. */
    public TraceHeader header() {
        return header;
    }

    /**
     * The next interval, the caller's own; empty after the last one, and then the file was whole.
     *
     * @throws IOException as {@link #open} does
     */
    public Optional<TraceInterval> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        if (in.number("the kind of a record", TraceFormat.END, TraceFormat.INTERVAL) == TraceFormat.END) {
            in.number("the number of intervals", intervals, intervals);
            in.end();
            ended = true;
            return Optional.empty();
        }
        intervals++;
        return Optional.of(interval());
    }

    private TraceInterval interval() throws IOException {
        long elapsedNanos = in.number("the elapsed time", 1, TraceInterval.MAX_ELAPSED.toNanos());
        OptionalLong work = header.workKnown()
                ? OptionalLong.of(in.number("the work", 0, Long.MAX_VALUE))
                : OptionalLong.empty();
        PageBitmap dirtied = new PageBitmap(header.pageCount());
        in.pages("the pages dirtied", dirtied);
        return new TraceInterval(elapsedNanos, work, dirtied,
                header.accessesKnown() ? Optional.of(accessed(dirtied)) : Optional.empty());
    }

    private PageBitmap accessed(PageBitmap dirtied) throws IOException {
        PageBitmap accessed = PageBitmap.copyOf(dirtied);
        in.pages("the pages only read", accessed);
        return accessed;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
