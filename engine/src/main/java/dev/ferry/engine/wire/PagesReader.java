package dev.ferry.engine.wire;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.engine.wire.Message.Pages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads the table of a PAGES frame and checks it whole, before any page is touched; then the data is read from the
 * lane into wherever the pages belong. One thread, that of its {@link MessageReader}.
 */
public final class PagesReader {

    private final MessageReader reader;
    private final int pageSizeBytes;
    private final long pageCount;
    private final int maxDataBytes;
    private final boolean references;
    private ByteBuffer table = table(64);
    private int runs;

    /**
     * A reader for frames that {@code reader} has met, of a guest of this geometry.
     *
     * @param references whether pages may come as references, as was agreed in the first exchange
     */
    public PagesReader(MessageReader reader, MemoryGeometry geometry, boolean references) {
        this.reader = reader;
        this.pageSizeBytes = geometry.pageSizeBytes();
        this.pageCount = geometry.pageCount();
        this.maxDataBytes = maxDataBytes(geometry);
        this.references = references;
    }

    /** What the data of one frame can come to: the room a receiver sets aside per lane. */
    public static int maxDataBytes(MemoryGeometry geometry) {
        return Math.max(PagesWriter.MAX_DATA_BYTES, geometry.pageSizeBytes());
    }

    /** Reads and checks the table of the frame whose header was just read. */
    public void readTable(Pages pages) throws IOException {
        runs = pages.runCount();
        int tableBytes = runs * RunTable.ENTRY_BYTES;
        long dataBytes = (long) pages.length() - tableBytes;
        if (runs == 0 || dataBytes < 0 || dataBytes > maxDataBytes) {
            throw malformed("length is " + pages.length() + " for " + runs + " runs",
                    "at least one run, and at most " + maxDataBytes + " bytes of data after the table");
        }
        table = table.capacity() < tableBytes ? table(runs) : table;
        reader.lane().read(table.clear().limit(tableBytes));
        reader.checkChecksum(FrameType.PAGES, table);
        checkRuns(dataBytes);
    }

    private void checkRuns(long dataBytes) {
        long rawPages = 0;
        long previousEnd = 0;
        for (int run = 0; run < runs; run++) {
            long first = first(run);
            long count = end(run) - first;
            int kind = RunTable.kind(table, run);
            if (first < 0 || first >= pageCount || count < 1 || count > pageCount - first) {
                throw malformed("run " + run + " has " + count + " pages from " + first, "1 page or more of "
                        + pageCount);
            }
            if (first < previousEnd) {
                throw malformed("run " + run + " begins at page " + first, "page " + previousEnd
                        + " or later: runs ascend and do not overlap");
            }
            previousEnd = end(run);
            if (kind < RunTable.RAW || kind > (references ? RunTable.COLD : RunTable.ZERO)) {
                throw malformed("kind of run " + run + " is " + kind, "0 (raw), 1 (zero)"
                        + (references ? " or 2 (cold)" : "; references were not agreed on"));
            }
            rawPages += kind == RunTable.RAW ? count : 0;
        }
        if (dataBytes / pageSizeBytes != rawPages || dataBytes % pageSizeBytes != 0) {
            throw malformed("data is " + dataBytes + " bytes for " + rawPages + " raw pages",
                    "the pages' size");
        }
    }

    /** Runs in the frame. */
    public int runs() {
        return runs;
    }

    /** First page of a run. */
    public long first(int run) {
        return RunTable.first(table, run);
    }

    /** The page after the last of a run. */
    public long end(int run) {
        return RunTable.first(table, run) + RunTable.count(table, run);
    }

    /** Whether a run's pages are zero, and no data comes for them. */
    public boolean isZero(int run) {
        return RunTable.kind(table, run) == RunTable.ZERO;
    }

    /** Whether a run's pages lie on the guest's swap device, and no data comes for them. */
    public boolean isCold(int run) {
        return RunTable.kind(table, run) == RunTable.COLD;
    }

    /** Whether data comes for a run's pages. */
    public boolean isRaw(int run) {
        return RunTable.kind(table, run) == RunTable.RAW;
    }

    /** Reads the data of the raw runs, or the next part of it, into the targets. */
    public void readData(ByteBuffer... targets) throws IOException {
        reader.lane().read(targets);
    }

    /** An error that names the frame read last. */
    public ProtocolException malformed(String field, String allowed) {
        return reader.malformed(FrameType.PAGES.name(), field, allowed);
    }

    private static ByteBuffer table(int runs) {
        return ByteBuffer.allocateDirect(runs * RunTable.ENTRY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
