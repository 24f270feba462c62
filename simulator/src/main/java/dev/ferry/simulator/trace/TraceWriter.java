package dev.ferry.simulator.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a trace, an interval at a time. The file is there once this is closed, with what was written up to then; an older
 * one is replaced in one step, or left as it is where writing fails or is abandoned. For one thread.
 */
public final class TraceWriter implements AutoCloseable {

    private final Path whole;
    private final Path partial;
    private final TraceHeader header;
    private final TraceOutput out;
    private long intervals;
    private boolean failed;
    private boolean closed;

    private TraceWriter(Path whole, Path partial, TraceHeader header, TraceOutput out) {
        this.whole = whole;
        this.partial = partial;
        this.header = header;
        this.out = out;
    }

    /**
     * Begins a trace. The caller closes it.
     *
     * @throws IOException where nothing can be written there
     */
    public static TraceWriter create(Path file, TraceHeader header) throws IOException {
        Path whole = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path partial = whole.resolveSibling(
                whole.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        OutputStream out = Files.newOutputStream(partial);
        try {
            out.write(TraceFormat.head(header));
            return new TraceWriter(whole, partial, header, new TraceOutput(out));
        } catch (IOException failure) {
            out.close();
            Files.deleteIfExists(partial);
            throw failure;
        }
    }

    /**
     * Adds an interval; it is the caller's again when this returns.
     *
     * @throws IOException where it cannot be written; closing then keeps nothing
     * @throws IllegalArgumentException where it says more, less, or of another guest than the header; nothing is added
     */
    public void write(TraceInterval interval) throws IOException {
        requireFits(interval);
        try {
            out.number(TraceFormat.INTERVAL);
            out.number(interval.elapsedNanos());
            if (header.workKnown()) {
                out.number(interval.work().orElseThrow());
            }
            out.pages(interval.dirtied());
            if (header.accessesKnown()) {
                out.pages(interval.onlyRead());
            }
            intervals++;
        } catch (IOException failure) {
            failed = true;
            throw cannotBeWritten(failure);
        }
    }

    /** Has closing keep nothing: what was written is not all that it was to be. */
    public void abandon() {
        failed = true;
    }

    private void requireFits(TraceInterval interval) {
        if (interval.elapsedNanos() > TraceInterval.MAX_ELAPSED.toNanos()) {
            throw new IllegalArgumentException("an interval of " + interval.elapsedNanos()
                    + " ns: at most " + TraceInterval.MAX_ELAPSED.toNanos() + " are allowed");
        }
        if (interval.work().isPresent() != header.workKnown()
                || interval.accessed().isPresent() != header.accessesKnown()
                || interval.touched().pageCount() != header.pageCount()
                || interval.dirtied().pageCount() != header.pageCount()) {
            throw new IllegalArgumentException(
                    "an interval of " + interval.dirtied().pageCount() + " pages, work "
                            + said(interval.work().isPresent()) + ", accesses "
                            + said(interval.accessed().isPresent())
                            + ", does not fit " + header);
        }
    }

    private static String said(boolean present) {
        return present ? "said" : "not said";
    }

    /**
     * Ends the trace and puts the file in its place. May be called twice.
     *
     * @throws IOException where that fails; nothing is kept then
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end();
            if (!failed) {
                Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void end() throws IOException {
        try (out) {
            if (!failed) {
                out.number(TraceFormat.END);
                out.number(intervals);
                out.checksum();
            }
        } catch (IOException failure) {
            if (!failed) {
                throw cannotBeWritten(failure);
            }
            // That it cannot be written has been said before.
        }
    }

    private IOException cannotBeWritten(IOException failure) {
        return new IOException("the trace " + whole + " cannot be written: " + failure.getMessage(), failure);
    }
}
