package dev.ferry.simulator.migration;

import dev.ferry.api.event.Delivery;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.simulator.guest.SimulatedMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Pages that cross together, and the table of the frame: {@code docs/wire-protocol.md}.
 *
 * @param delivery how they cross
 * @param runs the pages
 * @param table the same pages, split by what of each crosses
 */
record Frame(Delivery delivery, List<PageRun> runs, List<Entry> table) {

    /** Of any frame. */
    static final int HEADER_BYTES = 24;
    /** Of one run, in any frame that has some. */
    static final int RUN_BYTES = 16;

    /** What of a page crosses: its contents, or only that it holds nothing, or lies on the swap device. */
    enum Kind {
        CONTENTS, ZERO, COLD
    }

    /** Pages of which the same crosses. */
    record Entry(PageRun run, Kind kind) {}

    /**
     * The pages of a batch, as they are now: the engine looks, too, and sends no contents of a page that holds nothing, or
     * that may go as a reference.
     */
    static Frame of(Batch batch, Delivery delivery, SimulatedMemory memory, boolean refersToCold) {
        List<PageRun> runs = batch.runs();
        List<Entry> table = new ArrayList<>(runs.size());
        for (PageRun run : runs) {
            switch (delivery) {
                case ABSENT -> table.add(new Entry(run, Kind.ZERO));
                case REFERENCE -> table.add(new Entry(run, Kind.COLD));
                default -> split(run, memory, refersToCold, table);
            }
        }
        return new Frame(delivery, runs, table);
    }

    private static void split(PageRun run, SimulatedMemory memory, boolean refersToCold, List<Entry> table) {
        long page = run.first();
        while (page < run.end()) {
            Kind kind = kind(page, memory, refersToCold);
            long end = switch (kind) {
                case COLD -> endWithin(memory.cold(), page, run.end());
                case ZERO ->
                    nextCold(memory, refersToCold, page, endWithin(memory.absent(), page, run.end()));
                case CONTENTS -> nextCold(memory, refersToCold, page,
                        nextOr(memory.absent(), page, run.end()));
            };
            table.add(new Entry(PageRun.between(page, end), kind));
            page = end;
        }
    }

    private static Kind kind(long page, SimulatedMemory memory, boolean refersToCold) {
        if (refersToCold && memory.cold().contains(page)) {
            return Kind.COLD;
        }
        return memory.absent().contains(page) ? Kind.ZERO : Kind.CONTENTS;
    }

    private static long nextCold(SimulatedMemory memory, boolean refersToCold, long page, long end) {
        return refersToCold ? nextOr(memory.cold(), page, end) : end;
    }

    private static long nextOr(PageSet pages, long page, long end) {
        long next = pages.next(page, end);
        return next == PageSet.NONE ? end : next;
    }

    /** No search beyond the frame: a set may have no gap for many millions of pages. */
    private static long endWithin(PageSet pages, long page, long end) {
        long next = page + 1;
        while (next < end && pages.contains(next)) {
            next++;
        }
        return next;
    }

    long pages() {
        long pages = 0;
        for (PageRun run : runs) {
            pages += run.count();
        }
        return pages;
    }

    long pages(Kind kind) {
        long pages = 0;
        for (Entry entry : table) {
            pages += entry.kind() == kind ? entry.run().count() : 0;
        }
        return pages;
    }

    long bytes(int pageSizeBytes) {
        return HEADER_BYTES + (long) RUN_BYTES * table.size() + pages(Kind.CONTENTS) * pageSizeBytes;
    }
}
