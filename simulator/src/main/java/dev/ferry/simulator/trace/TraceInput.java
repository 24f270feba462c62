package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads the body of a trace: what {@link TraceOutput} wrote. Each error names the field and its offset. */
final class TraceInput implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    /** Groups of a number of 63 bits. */
    private static final int MAX_GROUPS = 9;

    private final Path file;
    private final InputStream compressed;
    private final Inflater inflater = new Inflater();
    private final InputStream body;
    private final CRC32C checksum = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    /** From here on the buffer is not part of the checksum yet. */
    private int unsummed;
    private long bufferOffset;

    /** Reads from a stream, which is closed with this. */
    TraceInput(Path file, InputStream compressed) {
        this.file = file;
        this.compressed = compressed;
        this.body = new InflaterInputStream(compressed, inflater, BUFFER_BYTES);
    }

    /** A number from {@code min} to {@code max}. */
    long number(String field, long min, long max) throws IOException {
        long start = offset();
        long value = 0;
        for (int group = 0; group < MAX_GROUPS; group++) {
            int next = next(field);
            value |= (next & 0x7fL) << (7 * group);
            if ((next & 0x80) == 0) {
                return requireWithin(field, start, value, min, max);
            }
        }
        throw wrong(field, start, "a number of more than " + MAX_GROUPS + " bytes",
                min + " to " + max);
    }

    private long requireWithin(String field, long start, long value, long min, long max) throws IOException {
        if (value < min || value > max) {
            throw wrong(field, start, Long.toString(value), min + " to " + max);
        }
        return value;
    }

    /** Adds a set of pages to one over as many. */
    void pages(String field, PageBitmap pages) throws IOException {
        long pageCount = pages.pageCount();
        long runs = number(field + ", number of runs", 0, (pageCount + 1) / 2);
        long end = 0;
        String gapField = field + ", gap";
        String runField = field + ", run";
        for (long run = 0; run < runs; run++) {
            long first = end + number(gapField, run == 0 ? 0 : 1, pageCount - 1 - end);
            long count = number(runField, 1, pageCount - first);
            pages.add(first, count);
            end = first + count;
        }
    }

    /** Checks that the checksum comes next, is that of all before it, and is the end of the file. */
    void end() throws IOException {
        sum();
        long start = offset();
        int expected = (int) checksum.getValue();
        int found = 0;
        for (int index = 0; index < TraceFormat.CHECKSUM_BYTES; index++) {
            found |= next("the checksum") << (Byte.SIZE * index);
        }
        if (found != expected) {
            throw wrong("the checksum", start, TraceFormat.hex(found), TraceFormat.hex(expected));
        }
        if (position < limit || refill()) {
            throw wrong("what follows the checksum", offset(), "there", "the end of the file");
        }
        if (!inflater.finished()) {
            throw wrong("the end of the deflated data", offset(), "cut off", "the end of the file");
        }
        if (inflater.getRemaining() > 0 || compressed.read() >= 0) {
            throw wrong("what follows the deflated data", offset(), "there", "the end of the file");
        }
    }

    private long offset() {
        return bufferOffset + position;
    }

    private int next(String field) throws IOException {
        if (position == limit && !refill()) {
            throw wrong(field, offset(), "cut off", "a file that goes on");
        }
        return Byte.toUnsignedInt(buffer[position++]);
    }

    /** Whether there was more. */
    private boolean refill() throws IOException {
        sum();
        bufferOffset += position;
        position = 0;
        unsummed = 0;
        limit = Math.max(0, inflate());
        return limit > 0;
    }

    private int inflate() throws IOException {
        try {
            return body.read(buffer);
        } catch (EOFException cutOff) {
            return -1;
        } catch (ZipException garbled) {
            throw new IOException(file + " is no access trace: what comes at byte " + offset()
                    + " of its body is not deflated: " + garbled.getMessage(), garbled);
        }
    }

    private void sum() {
        checksum.update(buffer, unsummed, position - unsummed);
        unsummed = position;
    }

    private IOException wrong(String field, long offset, String found, String allowed) {
        return new IOException(file + " is no access trace: " + field + " at byte " + offset
                + " of its body is " + found + ", allowed is " + allowed);
    }

    @Override
    public void close() throws IOException {
        try {
            body.close();
        } finally {
            inflater.end();
        }
    }
}
