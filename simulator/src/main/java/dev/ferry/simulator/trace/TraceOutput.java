package dev.ferry.simulator.trace;

import dev.ferry.api.memory.PageBitmap;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import java.util.zip.DeflaterOutputStream;

/** Writes the body of a trace: numbers and sets of pages, deflated, with a checksum at its end. */
final class TraceOutput implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final DeflaterOutputStream deflated;
    private final CheckedOutputStream summed;
    private final OutputStream out;

    /** Writes to a stream, which is closed with this. */
    TraceOutput(OutputStream file) {
        deflated = new DeflaterOutputStream(file);
        summed = new CheckedOutputStream(deflated, new CRC32C());
        out = new BufferedOutputStream(summed, BUFFER_BYTES);
    }

    /** A number that is not negative, in groups of 7 bits, the lowest first; all but the last have bit 7 set. */
    void number(long value) throws IOException {
        long rest = value;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** How many runs, and for each the pages left out since the end of the one before, and how many it has. */
    void pages(PageBitmap pages) throws IOException {
        number(runs(pages));
        long end = 0;
        for (long first = pages.next(0); first != PageBitmap.NONE; first = pages.next(end)) {
            number(first - end);
            end = pages.nextAbsent(first);
            number(end - first);
        }
    }

    private static long runs(PageBitmap pages) {
        long runs = 0;
        for (long first = pages.next(0); first != PageBitmap.NONE; first = pages
                .next(pages.nextAbsent(first))) {
            runs++;
        }
        return runs;
    }

    /** Ends the body with the checksum of all that was written. */
    void checksum() throws IOException {
        out.flush();
        ByteBuffer checksum = ByteBuffer.allocate(TraceFormat.CHECKSUM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        deflated.write(checksum.putInt((int) summed.getChecksum().getValue()).array());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
