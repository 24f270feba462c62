package dev.ferry.engine.wire;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes runs of pages to a lane: collects them into one PAGES frame, tells zero pages from others, and sends the
 * others straight from guest memory in one gathered write. Views of guest memory are released once the frame is sent;
 * where one is not sent after all, by {@link #drop}. One thread at a time; holds no memory per page.
 */
public final class PagesWriter {

    /** What one frame may carry at most, unless a single page is larger. */
    public static final int MAX_DATA_BYTES = 4 << 20;

    private final MemorySource memory;
    private final Optional<PageSet> cold;
    private final Lane lane;
    private final int pageSizeBytes;
    private final MemorySegment zeroPage;
    private final ByteBuffer headAndTable;
    private final ByteBuffer[] gather;
    private final MemorySegment[] views;
    private final int maxRuns;
    private int runs;
    private int rawRuns;
    private int viewed;
    private int dataBytes;
    private int zeroPages;
    private int coldPages;

    /** A writer of all contents, none as a reference; else as the other. */
    public PagesWriter(MemorySource memory, Lane lane, int maxRuns) {
        this(memory, Optional.empty(), lane, maxRuns);
    }

    /**
     * @param memory where the pages are
     * @param cold the live set of those that go as references; empty where none do
     * @param lane where they go
     * @param maxRuns runs that one frame can take: as many as it takes pages, where each may be a run of its own
     */
    public PagesWriter(MemorySource memory, Optional<PageSet> cold, Lane lane, int maxRuns) {
        this.memory = memory;
        this.cold = cold;
        this.lane = lane;
        this.maxRuns = maxRuns;
        this.pageSizeBytes = memory.geometry().pageSizeBytes();
        this.zeroPage = MemorySegment.ofArray(new byte[pageSizeBytes]);
        this.headAndTable = FrameHeader.allocate(maxRuns * RunTable.ENTRY_BYTES);
        this.gather = new ByteBuffer[maxRuns + 1];
        this.views = new MemorySegment[maxRuns];
    }

    /**
     * Adds pages to the frame, split into runs of zero pages, of those that are cold by now, and of others. To look at
     * their turn spares a read of the swap device for what has gone there since the pass began.
     */
    public void add(long first, long end) {
        if (cold.isEmpty()) {
            addContents(first, end);
            return;
        }
        PageSet references = cold.get();
        for (long page = first; page < end;) {
            long next = references.next(page, end);
            long warmEnd = next == PageSet.NONE ? end : next;
            if (warmEnd > page) {
                addContents(page, warmEnd);
            }
            page = Math.min(end, references.nextAbsent(warmEnd));
            if (page > warmEnd) {
                addCold(warmEnd, page);
            }
        }
    }

    private void addContents(long first, long end) {
        MemorySegment view = memory.view(PageRun.between(first, end));
        views[viewed++] = view;
        long runFirst = first;
        boolean runZero = isZero(view, 0);
        for (long page = first + 1; page <= end; page++) {
            boolean zero = page < end && isZero(view, page - first);
            if (page == end || zero != runZero) {
                append(view, first, runFirst, page, runZero);
                runFirst = page;
                runZero = zero;
            }
        }
    }

    private boolean isZero(MemorySegment view, long page) {
        long offset = page * pageSizeBytes;
        return MemorySegment.mismatch(view, offset, offset + pageSizeBytes, zeroPage, 0, pageSizeBytes) < 0;
    }

    private void append(MemorySegment view, long viewFirst, long first, long end, boolean zero) {
        if (zero) {
            addZero(first, end);
            return;
        }
        long bytes = (end - first) * pageSizeBytes;
        gather[1 + rawRuns++] = view.asSlice((first - viewFirst) * pageSizeBytes, bytes).asByteBuffer();
        dataBytes += Math.toIntExact(bytes);
        entry(first, end, RunTable.RAW);
    }

    /** Adds pages that are known to be zero, without looking. */
    public void addZero(long first, long end) {
        zeroPages += Math.toIntExact(end - first);
        entry(first, end, RunTable.ZERO);
    }

    /** Adds pages that lie on the guest's swap device, as references, without looking. */
    public void addCold(long first, long end) {
        coldPages += Math.toIntExact(end - first);
        entry(first, end, RunTable.COLD);
    }

    private void entry(long first, long end, int kind) {
        if (runs == maxRuns) {
            throw new IllegalStateException("more than " + maxRuns + " runs in a frame");
        }
        RunTable.put(headAndTable, FrameHeader.BYTES, runs++, first, Math.toIntExact(end - first), kind);
    }

    /** Zero pages in the frame so far. */
    public int zeroPages() {
        return zeroPages;
    }

    /** Pages in the frame so far that go as references. */
    public int coldPages() {
        return coldPages;
    }

    /** Bytes of the frame so far. */
    public int frameBytes() {
        return FrameHeader.BYTES + runs * RunTable.ENTRY_BYTES + dataBytes;
    }

    /** Sends the frame and begins an empty one. */
    public void flush() throws IOException {
        int tableBytes = runs * RunTable.ENTRY_BYTES;
        headAndTable.limit(FrameHeader.BYTES + tableBytes);
        FrameHeader.put(headAndTable, FrameType.PAGES, runs, tableBytes + dataBytes, 0);
        gather[0] = headAndTable;
        try {
            lane.write(Arrays.copyOf(gather, rawRuns + 1));
        } finally {
            drop();
        }
    }

    /** Begins an empty frame, and forgets what was added to this one. Costs next to nothing where nothing was. */
    public void drop() {
        headAndTable.clear();
        Arrays.fill(gather, 0, rawRuns + 1, null);
        while (viewed > 0) {
            MemorySegment view = views[--viewed];
            views[viewed] = null;
            memory.release(view);
        }
        runs = 0;
        rawRuns = 0;
        dataBytes = 0;
        zeroPages = 0;
        coldPages = 0;
    }
}
