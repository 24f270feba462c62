package dev.ferry.workload;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.workload.MemoryOracle.Mismatch;
import dev.ferry.workload.MemoryOracle.PageReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Whether the heap of a guest is whole: each page is in one of its lists, once; each page of a process is what that has
 * filled it with; each page that the balloon holds, or has given back since, is zero. How many pages are in use follows
 * from the steps done, which come another way than memory does. Slow and obvious; reads all pages that mean something.
 */
final class HeapProof {

    private final MemoryGeometry geometry;
    private final WorkloadState state;
    private final Heap heap;
    private final HeapLayout layout;
    private final PageReader memory;
    private final PageBitmap seen;
    private final int wordsPerPage;
    private final MemorySegment actual;
    private final MemorySegment expected;
    private final MemorySegment entries;
    private long entriesPage = -1;

    HeapProof(MemoryGeometry geometry, WorkloadState state, PageReader memory) {
        this.geometry = geometry;
        this.state = state;
        this.heap = state.workload().heap().orElseThrow();
        this.layout = HeapLayout.of(heap, geometry.pageSizeBytes());
        this.memory = memory;
        this.seen = new PageBitmap(geometry.pageCount());
        this.wordsPerPage = geometry.pageSizeBytes() / Long.BYTES;
        this.actual = page();
        this.expected = page();
        this.entries = page();
    }

    private MemorySegment page() {
        return Arena.ofAuto().allocate(geometry.pageSizeBytes(), Long.BYTES);
    }

    /** What a page of the heap holds at first. */
    static void initial(Workload workload, long page, MemorySegment target) {
        Heap heap = workload.heap().orElseThrow();
        int pageSizeBytes = Math.toIntExact(target.byteSize());
        HeapLayout layout = HeapLayout.of(heap, pageSizeBytes);
        long words = pageSizeBytes / Long.BYTES;
        target.fill((byte) 0);
        if (page == layout.control()) {
            target.setAtIndex(PagePattern.WORD, HeapLayout.FREE_COUNT, layout.pages().count());
        } else if (layout.pages().contains(page)) {
            PagePattern.fill(target, ~workload.seed(), page, -1);
        } else if (page >= layout.freeRing() && page < layout.balloon()) {
            long first = (page - layout.freeRing()) * words;
            for (long index = first; index < Math.min(first + words, layout.pages().count()); index++) {
                target.setAtIndex(PagePattern.WORD, index - first,
                        (layout.pages().first() + index) * pageSizeBytes);
            }
        }
    }

    /** The first thing that is wrong. */
    Optional<Mismatch> firstMismatch() {
        long free = control(HeapLayout.FREE_COUNT);
        long first = control(HeapLayout.FREE_FIRST);
        long ballooned = control(HeapLayout.BALLOON_COUNT);
        long count = layout.pages().count();
        long taken = heap.hasProcesses() ? heap.allocated(state.heapSteps()) : 0;
        long given = heap.hasProcesses() ? heap.freed(state.heapSteps()) : 0;
        if (free < 0 || ballooned < 0 || first < 0 || first >= count
                || free + ballooned + taken - given != count) {
            return Optional.of(new Mismatch(layout.control(), 0));
        }
        Optional<Mismatch> wrong = Optional.empty();
        for (long rank = 0; rank < free && wrong.isEmpty(); rank++) {
            wrong = check(layout.freeRing(), (first + rank) % count, Contents.FREE, 0);
        }
        for (long index = 0; index < ballooned && wrong.isEmpty(); index++) {
            wrong = check(layout.balloon(), index, Contents.ZERO, 0);
        }
        for (long generation = given; generation < taken && wrong.isEmpty(); generation++) {
            wrong = check(layout.usedRing(), generation % heap.processPages(), Contents.FILLED, generation);
        }
        return wrong;
    }

    /** What the page of an entry must hold. */
    private enum Contents {
        /** Anything, unless the entry says that it came out of the balloon. */
        FREE,
        /** Zeros. */
        ZERO,
        /** What the process has filled it with. */
        FILLED
    }

    private Optional<Mismatch> check(long list, long index, Contents contents, long generation) {
        long entry = entry(list, index);
        boolean mustBeZero = contents == Contents.FREE && (entry & HeapLayout.MUST_BE_ZERO) != 0;
        long address = mustBeZero ? entry - HeapLayout.MUST_BE_ZERO : entry;
        long page = address / geometry.pageSizeBytes();
        if (address % geometry.pageSizeBytes() != 0 || !layout.pages().contains(page) || !seen.add(page)) {
            return Optional.of(new Mismatch(list + index / wordsPerPage, index % wordsPerPage * Long.BYTES));
        }
        if (contents == Contents.FREE && !mustBeZero) {
            return Optional.empty();
        }
        expected.fill((byte) 0);
        if (contents == Contents.FILLED) {
            PagePattern.fill(expected, state.workload().seed() + generation, page, generation);
        }
        memory.read(page, actual);
        long offset = actual.mismatch(expected);
        return offset < 0 ? Optional.empty() : Optional.of(new Mismatch(page, offset));
    }

    private long control(int word) {
        return entry(layout.control(), word);
    }

    private long entry(long list, long index) {
        long page = list + index / wordsPerPage;
        if (page != entriesPage) {
            memory.read(page, entries);
            entriesPage = page;
        }
        return entries.getAtIndex(PagePattern.WORD, index % wordsPerPage);
    }
}
